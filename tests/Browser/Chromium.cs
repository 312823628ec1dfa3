using Microsoft.Playwright;

namespace CharRnn.Tests;

/// <summary>Debian's Chromium, started once for all tests.</summary>
[TestClass]
public static class Chromium
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private static IPlaywright? playwright;
    private static IBrowser? browser;

    /// <summary>Returns the browser.</summary>
    /// <exception cref="AssertInconclusiveException">There is none.</exception>
    public static async Task<IBrowser> GetAsync()
    {
        string path = Array.Find(Places, File.Exists) ?? throw new AssertInconclusiveException("There is no Chromium here: apt-get install chromium.");
        playwright ??= await Playwright.CreateAsync();
        return browser ??= await playwright.Chromium.LaunchAsync(new() { ExecutablePath = path, Args = ["--no-sandbox"] });
    }

    [AssemblyCleanup]
    public static async Task CloseAsync()
    {
        await (browser?.DisposeAsync() ?? ValueTask.CompletedTask);
        playwright?.Dispose();
    }
}
