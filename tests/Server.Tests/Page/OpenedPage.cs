using Microsoft.Playwright;

namespace CharRnn.Server.Tests;

/// <summary>The server's page in Chromium.</summary>
internal sealed class OpenedPage : IAsyncDisposable
{
    private readonly BrowserPage opened;

    private OpenedPage(BrowserPage opened) => this.opened = opened;

    public IPage Page => opened.Page;

    public List<string> Problems => opened.Problems;

    /// <summary>Opens the page of a server.</summary>
    public static Task<OpenedPage> OpenAsync(RunningServer server, int width = 1280, ColorScheme scheme = ColorScheme.Light) =>
        OpenAsync(server.Client.BaseAddress!.AbsoluteUri, width, scheme);

    /// <summary>Opens the page at an address. It may ask for nothing elsewhere.</summary>
    public static async Task<OpenedPage> OpenAsync(string address, int width = 1280, ColorScheme scheme = ColorScheme.Light) =>
        new(await BrowserPage.OpenAsync(address, url => url.StartsWith(address, StringComparison.Ordinal), WaitUntilState.NetworkIdle, width, scheme));

    public ValueTask DisposeAsync() => opened.DisposeAsync();

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
