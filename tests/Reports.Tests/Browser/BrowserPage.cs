using Microsoft.Playwright;

namespace CharRnn.Reports.Tests;

/// <summary>A page from the disk in Chromium. Whatever goes wrong in it is kept: errors, dialogs, and requests for anything but the page.</summary>
internal sealed class BrowserPage : IAsyncDisposable
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private readonly IPlaywright playwright;
    private readonly IBrowser browser;

    private BrowserPage(IPlaywright playwright, IBrowser browser, IPage page) => (this.playwright, this.browser, Page) = (playwright, browser, page);

    public IPage Page { get; }

    public List<string> Problems { get; } = [];

    /// <summary>Opens a page when its first row is there.</summary>
    public static async Task<BrowserPage> OpenAsync(string path, ColorScheme scheme = ColorScheme.Light)
    {
        string chromium = Array.Find(Places, File.Exists) ?? "";
        if (chromium.Length == 0)
        {
            Assert.Inconclusive("There is no Chromium here: apt-get install chromium.");
        }

        IPlaywright playwright = await Playwright.CreateAsync();
        IBrowser browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium, Args = ["--no-sandbox"] });
        IPage page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1280, Height = 900 }, ColorScheme = scheme });
        BrowserPage opened = new(playwright, browser, page);
        string address = new Uri(path).AbsoluteUri;
        page.PageError += (_, error) => opened.Problems.Add($"error: {error}");
        page.Console += (_, message) => opened.Problems.AddRange(message.Type == "error" ? [$"console: {message.Text}"] : []);
        page.Request += (_, request) => opened.Problems.AddRange(request.Url == address ? [] : [$"request: {request.Url}"]);
        page.Dialog += (_, dialog) =>
        {
            opened.Problems.Add($"dialog: {dialog.Message}");
            _ = dialog.DismissAsync();
        };
        await page.GotoAsync(address);
        await page.WaitForSelectorAsync(".row .c");
        return opened;
    }

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
    }
}
