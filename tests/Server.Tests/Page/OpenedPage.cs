using Microsoft.Playwright;

namespace CharRnn.Server.Tests;

/// <summary>The server's page in Chromium. Whatever goes wrong in it is kept: errors, dialogs, and requests to anything but the server.</summary>
internal sealed class OpenedPage : IAsyncDisposable
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private readonly IPlaywright playwright;
    private readonly IBrowser browser;

    private OpenedPage(IPlaywright playwright, IBrowser browser, IPage page) => (this.playwright, this.browser, Page) = (playwright, browser, page);

    public IPage Page { get; }

    public List<string> Problems { get; } = [];

    /// <summary>Opens the page of a server.</summary>
    public static async Task<OpenedPage> OpenAsync(RunningServer server, int width = 1280, ColorScheme scheme = ColorScheme.Light)
    {
        string chromium = Array.Find(Places, File.Exists) ?? "";
        if (chromium.Length == 0)
        {
            Assert.Inconclusive("There is no Chromium here: apt-get install chromium.");
        }

        IPlaywright playwright = await Playwright.CreateAsync();
        IBrowser browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium, Args = ["--no-sandbox"] });
        IPage page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = width, Height = 900 }, ColorScheme = scheme });
        OpenedPage opened = new(playwright, browser, page);
        string address = server.Client.BaseAddress!.AbsoluteUri;
        page.PageError += (_, error) => opened.Problems.Add($"error: {error}");
        page.Console += (_, message) => opened.Problems.AddRange(message.Type == "error" ? [$"console: {message.Text}"] : []);
        page.Request += (_, request) => opened.Problems.AddRange(request.Url.StartsWith(address, StringComparison.Ordinal) ? [] : [$"request: {request.Url}"]);
        page.Dialog += (_, dialog) =>
        {
            opened.Problems.Add($"dialog: {dialog.Message}");
            _ = dialog.DismissAsync();
        };
        await page.GotoAsync(address, new() { WaitUntil = WaitUntilState.NetworkIdle });
        return opened;
    }

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
    }

    /// <summary>Types a prompt, and waits for the end of what the model adds to it.</summary>
    public async Task GenerateAsync(string prompt, ulong seed = 1)
    {
        await Page.FillAsync("#prompt", prompt);
        await Page.FillAsync("#seed", $"{seed}");
        await Page.ClickAsync("#generate");
        await ProgressAsync("Full length");
    }

    /// <summary>Waits until the page says how the text ended.</summary>
    public async Task<string> ProgressAsync(string beginning)
    {
        await Page.WaitForFunctionAsync("beginning => progress.textContent.startsWith(beginning)", beginning);
        return (await Page.TextContentAsync("#progress"))!;
    }

    public async Task<string> TextAsync() => (await Page.TextContentAsync("#text"))!;

    /// <summary>Waits for the one message of what went wrong.</summary>
    public async Task<string> ProblemAsync()
    {
        await Page.WaitForSelectorAsync("#problem:not([hidden])");
        return (await Page.TextContentAsync("[role=alert]"))!;
    }
}
