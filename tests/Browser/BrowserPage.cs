using Microsoft.Playwright;

namespace CharRnn.Tests;

/// <summary>A page in Chromium, with no cookies or storage of another. Whatever goes wrong in it is kept: errors, dialogs, and requests to others.</summary>
internal sealed class BrowserPage : IAsyncDisposable
{
    private BrowserPage(IPage page) => Page = page;

    public IPage Page { get; }

    public List<string> Problems { get; } = [];

    /// <summary>Opens a page.</summary>
    /// <param name="address">Its address.</param>
    /// <param name="isOwn">Whether it may ask for an address.</param>
    /// <param name="wait">What to wait for.</param>
    /// <param name="width">The window's width in pixels.</param>
    /// <param name="scheme">Whether it is light or dark.</param>
    /// <exception cref="AssertInconclusiveException">There is no Chromium.</exception>
    public static async Task<BrowserPage> OpenAsync(
        string address, Func<string, bool> isOwn, WaitUntilState wait = WaitUntilState.Load, int width = 1280, ColorScheme scheme = ColorScheme.Light)
    {
        IBrowser browser = await Chromium.GetAsync();
        IPage page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = width, Height = 900 }, ColorScheme = scheme });
        BrowserPage opened = new(page);
        page.PageError += (_, error) => opened.Problems.Add($"error: {error}");
        page.Console += (_, message) => opened.Problems.AddRange(message.Type == "error" ? [$"console: {message.Text}"] : []);
        page.Request += (_, request) => opened.Problems.AddRange(isOwn(request.Url) ? [] : [$"request: {request.Url}"]);
        page.Dialog += (_, dialog) =>
        {
            opened.Problems.Add($"dialog: {dialog.Message}");
            _ = dialog.DismissAsync();
        };
        await page.GotoAsync(address, new() { WaitUntil = wait });
        return opened;
    }

    public async ValueTask DisposeAsync() => await Page.CloseAsync();
}
