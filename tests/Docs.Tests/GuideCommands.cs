namespace CharRnn.Docs.Tests;

/// <summary>Runs the commands of a guide in a folder, with the command line that lies beside the tests.</summary>
internal static class GuideCommands
{
    /// <returns>What they wrote to standard output, and to standard error.</returns>
    public static (string Output, string Errors) Run(string commands, TemporaryFolder folder)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "charrnn.dll");
        (int exitCode, string output, string errors) = ToolRun.Start(
            "bash", "-ec", $"cd '{folder.Path}'\n{commands.Replace("./charrnn", $"dotnet '{program}'", StringComparison.Ordinal)}");
        Assert.AreEqual(0, exitCode, errors);
        return (output, errors);
    }
}
