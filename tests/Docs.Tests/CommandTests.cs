using System.Text.RegularExpressions;

namespace CharRnn.Docs.Tests;

/// <summary>The commands of the guides exist, and have the options that the guides give them.</summary>
[TestClass]
public sealed partial class CommandTests
{
    private static readonly Dictionary<string, string> Helps = [];

    public static IEnumerable<object[]> Commands =>
        from page in Pages.All
        from block in ReadMe.Blocks(page, "sh")
        from line in block.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n', StringSplitOptions.RemoveEmptyEntries)
        from command in Separator().Split(Comment().Replace(line, ""))
        select new object[] { Path.GetFileName(page), command.Trim() };

    [TestMethod]
    [DynamicData(nameof(Commands))]
    public void It_exists(string page, string command)
    {
        string[] words = [.. Word().Matches(command).Select(match => match.Value)];
        switch (words)
        {
            case ["./charrnn", string name, .. string[] arguments]:
                AssertHasOptions(name, arguments);
                break;
            case ["parallel", ..] when Array.IndexOf(words, "./charrnn") is > 0 and int place:
                AssertHasOptions(words[place + 1], words[(place + 2)..]);
                break;
            case ["./build.sh", .. string[] arguments]:
                string script = ReadMe.Read(Path.Combine(Repository.Root, "build.cake"));
                AssertAll(arguments, argument => argument.StartsWith("--target=", StringComparison.Ordinal) && script.Contains($"Task(\"{argument["--target=".Length..]}\")", StringComparison.Ordinal));
                break;
            case ["dotnet", "run", ..] or ["node", ..] or ["python3", ..]:
                AssertAll(words.Where(word => word.StartsWith("samples/", StringComparison.Ordinal)), path => Path.Exists(Path.Combine(Repository.Root, path)));
                break;
            default:
                Assert.Contains(words[0], (string[])["cat", "cp", "curl", "docker", "dotnet", "echo", "hadoop", "kubectl", "npm", "openssl", "parallel", "pip", "printf", "redis-server", "spark-submit", "sudo", "tensorboard", "for", "do", "done"], $"{page}: {command}");
                break;
        }
    }

    private static void AssertHasOptions(string command, string[] arguments)
    {
        if (!Helps.TryGetValue(command, out string? help))
        {
            (int exitCode, help, string errors) = SampleRun.Start("charrnn", "", command, "--help");
            Assert.AreEqual(0, exitCode, errors);
            Helps[command] = help;
        }

        AssertAll(arguments.Where(argument => argument.StartsWith("--", StringComparison.Ordinal)), option => Regex.IsMatch(help, $@"(?m)^\s+(-\w, )?{option}\b"));
    }

    private static void AssertAll(IEnumerable<string> words, Func<string, bool> isRight)
    {
        foreach (string word in words)
        {
            Assert.IsTrue(isRight(word), word);
        }
    }

    [GeneratedRegex(@"\s#.*")]
    private static partial Regex Comment();

    [GeneratedRegex(@"[|;]|&&")]
    private static partial Regex Separator();

    [GeneratedRegex("""
        "[^"]*"|'[^']*'|\S+
        """)]
    private static partial Regex Word();
}
