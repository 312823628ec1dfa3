namespace CharRnn.Docs.Tests;

/// <summary>The pages of docs/, which lie beside the tests.</summary>
internal static class Pages
{
    public static string[] All { get; } = [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "docs"), "*.md", SearchOption.AllDirectories).Order()];

    public static string Guide(string name) => Path.Combine("docs", "guides", $"{name}.md");
}
