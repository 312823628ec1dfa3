using System.Text.RegularExpressions;
using System.Xml.Linq;

// The tasks of this repository. ./build.sh passes its arguments on; --description lists the tasks.

var target = Argument("target", "Default");
var corpus = Argument("corpus", "dotnet-docs");
var minutes = Argument("minutes", "1.5");
var filter = Argument("filter", "");

const string configuration = "Release";
const string solution = "CharRnn.sln";

string corpusPath = System.IO.File.Exists(FromCaller(corpus)) ? FromCaller(corpus) : corpus;
string name = System.IO.Path.GetFileNameWithoutExtension(corpus);
string run = HasArgument("run") ? FromCaller(Argument<string>("run")) : $"runs/{name}";
string model = HasArgument("output") ? FromCaller(Argument<string>("output")) : $"runs/{name}.onnx";
const string sentences = "runs/sentences.txt";

Setup(_ => Environment.SetEnvironmentVariable("UseSharedCompilation", "true"));

Task("Restore")
    .Description("Restore the packages.")
    .Does(() =>
{
    int exitCode = StartProcess("dotnet", new ProcessSettings { Arguments = Join(["restore", solution, "-nologo", "-v", "quiet"]), RedirectStandardOutput = true }, out var output);
    if (exitCode != 0)
    {
        // What the feed says, once: every project that asks for a package gets the same answer.
        var answers = output.Select(line => Regex.Replace(line, @"^.*: error |\s*\[[^\[\]]*proj\]|\s*\[[^\[\]]*\.sln\]", "").Trim()).Where(line => line != "").Distinct();
        throw new CakeException("The packages could not be restored:\n" + string.Join("\n", answers));
    }
});

Task("Build")
    .Description("Build everything, warnings as errors.")
    .IsDependentOn("Restore")
    .Does(() =>
{
    Run("dotnet", "build", solution, "--no-restore", "-c", configuration, "-nologo", "-v", "quiet", "-clp:NoSummary");

    // The compiler server goes on optimising itself for minutes, on the cores that training needs.
    StartProcess("dotnet", new ProcessSettings { Arguments = "build-server shutdown --vbcscompiler", RedirectStandardOutput = true });
});

Task("Train")
    .Description("Train a model (--corpus=FILE|NAME, --minutes=1.5, --run=FOLDER).")
    .IsDependentOn("Build")
    .WithCriteria(() => target != "Export" || !System.IO.Directory.Exists(run), "there is a run to export")
    .Does(() => CharRnn("train", "--corpus", corpusPath, "--output", run, "--overwrite", "--max-minutes", minutes));

Task("Export")
    .Description("Export a run to ONNX; where there is none, train one first (--corpus, --run, --output=FILE.onnx).")
    .IsDependentOn("Train")
    .Does(() => CharRnn("export", run, "--output", model));

Task("Default")
    .Description("The main job: train for a minute and a half, export, sample at three temperatures, score sentences.")
    .IsDependentOn("Export")
    .Does(() =>
{
    foreach (string temperature in (string[])["0.4", "0.8", "1.1"])
    {
        Console.WriteLine($"\n--- \"The \" continued at temperature {temperature} ---");
        CharRnn("sample", model, "--prompt", "The ", "--length", "300", "--temperature", temperature, "--seed", "1");
    }

    System.IO.File.WriteAllLines(sentences,
    [
        "Gets the number of elements contained in the collection.",
        "An object that can be used to cancel the work.",
        "The quick brown fox jumps over the lazy dog.",
        "Teh valeu taht si retunred wehn hte opreation is cmopleted.",
        "xqzv kjhw bvnm qqpl zxcv wrtp lkjh ffgd.",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822c.",
    ]);
    Console.WriteLine("\n--- bits per character (the lower the likelier), log-likelihood in nats, unknown characters, sentence ---");
    CharRnn("score", model, sentences);
    Console.WriteLine($"""

        Made:
          {run}   the run: weights, metrics.jsonl, samples.txt, and report.html to look at
          {model}   the model, to sample and score with (and .json, what it is)
          {sentences}   the sentences scored above
        Next:
          ./charrnn sample {model} --prompt "Returns " --temperature 0.6
          echo "Gets the number of elements." | ./charrnn score {model}
          ./build.sh --target=Train --corpus=my.txt --minutes=10
        """);
});

Task("Test")
    .Description("Build and run all tests (--filter=EXPRESSION for some).")
    .IsDependentOn("Build")
    .Does(() =>
{
    CleanDirectory("artifacts/test-results");
    string[] filterArguments = filter == "" ? [] : ["--filter", filter];
    int exitCode = StartProcess("dotnet", new ProcessSettings
    {
        Arguments = Join(
        [
            "test", .. TestAssemblies(), "--logger", "trx", "--logger", "console;verbosity=minimal", "--results-directory", "artifacts/test-results", .. filterArguments,
            "--", "RunConfiguration.MaxCpuCount=0", // as many at a time as there are cores
        ]),
    });
    int passed = 0, failed = 0, skipped = 0;
    foreach (var file in GetFiles("artifacts/test-results/*.trx"))
    {
        var report = XDocument.Load(file.FullPath).Descendants().ToList();
        foreach (var result in report.Where(element => element.Name.LocalName == "UnitTestResult" && (string)element.Attribute("outcome") == "NotExecuted"))
        {
            string reason = result.Descendants().FirstOrDefault(element => element.Name.LocalName == "Message")?.Value;
            Console.WriteLine($"skipped: {(string)result.Attribute("testName")}, {reason}");
        }

        var counters = report.Single(element => element.Name.LocalName == "Counters");
        int total = (int)counters.Attribute("total");
        int itsPassed = (int)counters.Attribute("passed");
        int notRun = total - (int)counters.Attribute("executed");
        passed += itsPassed;
        skipped += notRun;
        failed += total - itsPassed - notRun;
    }

    string count = $"{passed} passed, {failed} failed, {skipped} skipped";
    System.IO.File.WriteAllText("artifacts/test-results/count.txt", count + "\n");
    Console.WriteLine(count);
    if (exitCode != 0 || failed > 0 || passed == 0)
    {
        throw new CakeException($"The tests failed: {count}.");
    }
});

Task("Pack")
    .Description("Build and make the packages: the libraries, and the tool charrnn for three platforms (artifacts/packages).")
    .IsDependentOn("Build")
    .Does(() =>
{
    CleanDirectory("artifacts/packages");
    Run("dotnet", "msbuild", "src/Packages.proj", "-nologo", "-v:quiet", $"-p:Configuration={configuration}", $"-p:PackageOutputPath={MakeAbsolute(Directory("artifacts/packages"))}");
    foreach (var package in GetFiles("artifacts/packages/*.nupkg"))
    {
        Console.WriteLine($"{new System.IO.FileInfo(package.FullPath).Length / 1e6,8:N2} MB  {package.GetFilename()}");
    }
});

Task("Benchmark")
    .Description("Build, measure everything (--filter=NAME for some) and write benchmarks/RESULTS.md.")
    .IsDependentOn("Build")
    .Does(() =>
{
    string[] filterArguments = filter == "" ? [] : ["--filter", filter];
    Run("dotnet", ["artifacts/bin/CharRnn.Benchmarks/release/charrnn-benchmarks.dll", "--output", "benchmarks/RESULTS.md", .. filterArguments]);
});

Task("Docs")
    .Description("Build the documentation site, warnings as errors, into artifacts/docs.")
    .IsDependentOn("Build")
    .Does(() =>
{
    CleanDirectories(["artifacts/docs", "artifacts/obj/docfx"]);
    Run("dotnet", "docfx", "docs/docfx.json", "--warningsAsErrors", "--logLevel", "warning");
    CheckLinks("artifacts/docs");
});

Task("Format")
    .Description("Format the sources (--check only says whether they are).")
    .IsDependentOn("Restore")
    .Does(() => Run("dotnet",
    [
        "format", solution, "--no-restore", "--severity", "warn",
        .. HasArgument("check") ? (string[])["--verify-no-changes"] : [],
    ]));

Task("Clean")
    .Description("Delete what building made (artifacts/); runs/ stay.")
    .Does(() =>
{
    foreach (var folder in GetSubDirectories("artifacts"))
    {
        if (folder.GetDirectoryName() != "cake") // this script's own cache, in use
        {
            DeleteDirectory(folder, new DeleteDirectorySettings { Recursive = true, Force = true });
        }
    }

    DeleteFiles("artifacts/*");
});

RunTarget(target);

// The tests of each part, the longest first, so that every core has work until the end.
string[] TestAssemblies()
{
    string[] longest = ["Packages", "Server", "Cli", "Docs", "Samples", "Trainer", "Hosting", "Inference", "MlNetExtensions"];
    return
    [
        .. from folder in GetSubDirectories("tests")
           let part = folder.GetDirectoryName()
           where part.EndsWith(".Tests")
           let place = Array.IndexOf(longest, part[..^".Tests".Length])
           orderby place < 0 ? longest.Length : place
           select $"artifacts/bin/CharRnn.{part}/{configuration.ToLowerInvariant()}/CharRnn.{part}.dll",
    ];
}

// docfx checks the links of Markdown; these are all links of the finished pages.
void CheckLinks(string site)
{
    string[] dead = [.. System.IO.Directory.GetFiles(site, "*.html", System.IO.SearchOption.AllDirectories).AsParallel().SelectMany(DeadLinks).Order()];
    if (dead.Length > 0)
    {
        throw new CakeException("These links lead nowhere:\n" + string.Join("\n", dead));
    }
}

IEnumerable<string> DeadLinks(string page)
{
    string html = System.IO.File.ReadAllText(page);
    foreach (string link in Regex.Matches(html, "(?:href|src)=\"([^\"]*)\"").Select(match => System.Net.WebUtility.HtmlDecode(match.Groups[1].Value)).Distinct())
    {
        string[] parts = link.Split('#', 2);
        string path = parts[0] == "" ? page : System.IO.Path.Combine(System.IO.Path.GetDirectoryName(page), Uri.UnescapeDataString(parts[0]));
        if (!link.StartsWith("https://") && (!System.IO.File.Exists(path) || (parts.Length == 2 && !HasAnchor(path, Uri.UnescapeDataString(parts[1])))))
        {
            yield return $"{page}: {link}";
        }
    }
}

bool HasAnchor(string page, string id) => id == "" || System.IO.File.ReadAllText(page).Contains($"id=\"{System.Net.WebUtility.HtmlEncode(id)}\"");

string FromCaller(string path) => System.IO.Path.Combine(EnvironmentVariable("CHARRNN_INVOKED_FROM") ?? ".", path);

void CharRnn(params string[] arguments) => Run("dotnet", ["artifacts/bin/CharRnn.Cli/release/charrnn.dll", .. arguments]);

void Run(string program, params string[] arguments)
{
    int exitCode = StartProcess(program, new ProcessSettings { Arguments = Join(arguments) });
    if (exitCode != 0)
    {
        throw new CakeException($"{program} {string.Join(' ', arguments.Take(2))} ended with exit code {exitCode}.");
    }
}

ProcessArgumentBuilder Join(string[] arguments)
{
    ProcessArgumentBuilder builder = new();
    foreach (string argument in arguments)
    {
        builder.AppendQuoted(argument);
    }

    return builder;
}
