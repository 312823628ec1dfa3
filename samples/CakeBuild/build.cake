// A build that trains a model on corpus.txt and fails where a line of lines.txt does not read like it.
//   dotnet cake build.cake
#tool dotnet:?package=charrnn&version=0.1.0

var charrnn = Context.Tools.Resolve("charrnn") ?? Context.Tools.Resolve("charrnn.exe");

Task("Train")
    .WithCriteria(() => !FileExists("model.onnx"), "there is a model")
    .Does(() =>
{
    Run("train", "--corpus", "corpus.txt", "--output", "run", "--overwrite", "--hidden", "32", "--max-steps", "150", "--threads", "1");
    Run("export", "run", "--output", "model.onnx");
});

Task("Check")
    .Description("Fails where a line of lines.txt does not read like the corpus.")
    .IsDependentOn("Train")
    .Does(() =>
{
    const double most = 6; // bits per character
    foreach (string line in Run("score", "model.onnx", "lines.txt"))
    {
        string[] fields = line.Split('\t');
        Console.WriteLine($"{fields[0]} bits per character: {fields[^1]}");
        if (double.Parse(fields[0], System.Globalization.CultureInfo.InvariantCulture) > most)
        {
            throw new CakeException($"This line is odd: {fields[^1]}");
        }
    }
});

RunTarget("Check");

IEnumerable<string> Run(params string[] arguments)
{
    var command = new ProcessArgumentBuilder();
    foreach (string argument in arguments)
    {
        command.AppendQuoted(argument);
    }

    int exitCode = StartProcess(charrnn, new ProcessSettings { Arguments = command, RedirectStandardOutput = true }, out var output);
    return exitCode == 0 ? output : throw new CakeException($"charrnn {arguments[0]} ended with exit code {exitCode}.");
}
