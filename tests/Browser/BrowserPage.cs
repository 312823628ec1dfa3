using Microsoft.Playwright;

namespace CharRnn.Tests;

/// <summary>A page in Chromium. Whatever goes wrong in it is kept: errors, dialogs, and requests to others.</summary>
internal sealed class BrowserPage : IAsyncDisposable
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private readonly IPlaywright playwright;
    private readonly IBrowser browser;

    private BrowserPage(IPlaywright playwright, IBrowser browser, IPage page) => (this.playwright, this.browser, Page) = (playwright, browser, page);

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
        string chromium = Array.Find(Places, File.Exists) ?? "";
        if (chromium.Length == 0)
        {
            Assert.Inconclusive("There is no Chromium here: apt-get install chromium.");
        }

        IPlaywright playwright = await Playwright.CreateAsync();
        IBrowser browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium, Args = ["--no-sandbox"] });
        IPage page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = width, Height = 900 }, ColorScheme = scheme });
        BrowserPage opened = new(playwright, browser, page);
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

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
    }
}
