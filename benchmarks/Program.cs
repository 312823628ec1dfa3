using System.CommandLine;
using System.CommandLine.Parsing;
using CharRnn;
using CharRnn.Benchmarks;
using CharRnn.Inference;

const int done = 0, failed = 1, badUsage = 2, interrupted = 130; // 128 + SIGINT

// Peers call ONNX Runtime without CharRnn, which turns its telemetry off: here, and in the programs that are started from here.
_ = CharRnnModel.RuntimeVersion;
Environment.SetEnvironmentVariable("ORT_DISABLE_TELEMETRY", "1");

Benchmark[] benchmarks =
[
    TrainingStepSpeed.OfLstm(hidden: 128, atLeast: 1.3),
    TrainingStepSpeed.OfLstm(hidden: 256, atLeast: 1.0),
    TrainingStepSpeed.OfLstm(hidden: 512, atLeast: 1.1),
    TrainingStepSpeed.BesideBare(hidden: 128),
    TrainingStepSpeed.BesideBare(hidden: 256),
    TrainingStepSpeed.BesideBare(hidden: 512),
    TrainingMemory.Benchmark,
    StartToFirstStep.Benchmark,
    EncodeSpeed.Benchmark,
    NoveltySpeed.Benchmark,
    LargeCorpusMemory.Benchmark,
    SamplingSpeed.OfLstm(hidden: 128, Precision.Fp32, atLeast: 1.3),
    SamplingSpeed.OfLstm(hidden: 256, Precision.Int8, atLeast: 2.5),
    SamplingSpeed.OfLstm(hidden: 512, Precision.Int8, atLeast: 2.5),
    SamplingSpeed.AgainstPyTorch(hidden: 128),
    SamplingSpeed.AgainstPyTorch(hidden: 256),
    SamplingSpeed.AgainstPyTorch(hidden: 512),
    SchedulerSpeed.OfLstm(hidden: 512, Precision.Fp32, atLeast: 6),
    SchedulerSpeed.OfLstm(hidden: 512, Precision.Int8, atLeast: 12),
    ServerLoad.OfStreams(1, target: null),
    ServerLoad.OfStreams(8, target: null),
    ServerLoad.OfStreams(32, Target.RatioAtLeast(0.85)),
    ServerLoad.OfStreams(128, target: null),
    ServerMixedLoad.Benchmark,
    OrleansRequest.InTheSameSilo,
    OrleansRequest.InAnotherSilo,
    ScoringSpeed.AgainstOneAtATime,
    ScoringSpeed.AgainstRawRuntime,
    ScoringMemory.OfScorer,
    StartToFirstCharacter.Built,
    StartToFirstCharacter.Published,
    MlNetScoringSpeed.BesideStock(hidden: 256, Precision.Fp32, Target.ShareAtLeast(0.8)),
    MlNetScoringSpeed.BesideStock(hidden: 256, Precision.Int8, Target.RatioAtLeast(6)),
    MlNetScoringSpeed.BesideScorer(hidden: 256, atLeast: 0.9),
    MlNetScoringSpeed.BesideSaved(hidden: 256, atLeast: 0.95),
    PredictionEngineSpeed.OfLstm(hidden: 16, length: 64),
    PredictionEngineSpeed.OfLstm(hidden: 256, length: 64),
    PredictionEngineSpeed.OfLstm(hidden: 128, length: 12),
    ScoringMemory.InMlNet,
    WaysToLearn.Copy,
    WaysToLearn.Adding,
    WaysToLearn.Text,
];

Option<string[]> filter = new("--filter") { Description = "Measure only this, or this group; can be given again. There are " + string.Join(", ", benchmarks.Select(benchmark => benchmark.Name)) };
Option<string?> output = new("--output") { Description = "Page to write the figures to, beside those it has (RESULTS.md); results.jsonl comes beside it" };
Option<bool> quick = new("--quick") { Description = "Only see that the benchmarks work: tiny settings, and figures that mean nothing" };
RootCommand root = new("Measures CharRnn: a JSON line a figure on standard output, progress on standard error.") { filter, output, quick };
root.SetAction((parsed, cancellation) => Task.Run(() => Run(parsed, cancellation), CancellationToken.None));

ParseResult parsed = root.Parse(args);
foreach (ParseError error in parsed.Errors)
{
    Complain(error.Message);
}

if (parsed.Errors.Count > 0)
{
    return badUsage;
}

try
{
    return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
}
catch (CharRnnException exception)
{
    Complain(exception.Message);
    return exception is InvalidOptionsException ? badUsage : failed;
}
catch (OperationCanceledException)
{
    return interrupted; // what was measured before is kept
}

int Run(ParseResult parsed, CancellationToken cancellation)
{
    IReadOnlyList<Benchmark> chosen = Benchmark.Choose(benchmarks, parsed.GetValue(filter) ?? []);
    Measuring measuring = new(parsed.GetValue(quick), cancellation);
    string? page = parsed.GetValue(output);
    if (page is not null && measuring.IsQuick)
    {
        throw new InvalidOptionsException("--output cannot go with --quick, whose figures mean nothing");
    }

    ResultsFile? results = page is null ? null : new ResultsFile(page, benchmarks, Machine.Describe, TimeProvider.System);
    return new Suite(measuring, results).Run(chosen).Count == 0 ? done : failed;
}

static void Complain(string message) => Console.Error.WriteLine($"charrnn-benchmarks: {message}");
