using System.CommandLine;
using CharRnn.Export;
using CharRnn.Trainer;

namespace CharRnn.Cli;

/// <summary><c>charrnn export</c>: run or weights file to ONNX file.</summary>
internal static class ExportCommand
{
    private static readonly Argument<string> Source = new("RUN|WEIGHTS") { Description = "A run folder (its best weights are taken) or a .safetensors file" };
    private static readonly Option<string> Output = new("--output") { Description = "ONNX file to write; a JSON file is written beside it", Required = true };
    private static readonly Option<Precision> PrecisionOption = new("--precision")
    {
        Description = "How weights are stored: fp32; fp16, half the size, computed as fp32; or int8, a quarter, fastest on CPUs",
        DefaultValueFactory = _ => Precision.Fp32,
    };

    private static readonly Option<bool> Generate = new("--generate") { Description = "Write NAME.generate.onnx too: a whole generation in one run, sampling included, for hosts in any language" };
    private static readonly Option<string?> Calibrate = new("--calibrate") { Description = "UTF-8 text on which to compare all precisions; one that costs too much (fp16 0.002, int8 0.02 nats a character) is not written" };
    private static readonly Option<bool> Force = new("--force") { Description = "Write it whatever --calibrate finds" };

    // What a file that PyTorch saved does not say.
    private static readonly Option<string?> VocabularyOption = new("--vocabulary") { Description = "For weights that PyTorch saved: a JSON file of their symbols, [\"\\n\",\" \",...] by id or {\"\\n\":0,\" \":1,...}" };
    private static readonly Option<Cell?> CellOption = new("--cell") { Description = "For the same: lstm, gru or rnn [default: as the shapes tell]" };
    private static readonly Option<Nonlinearity> NonlinearityOption = new("--nonlinearity") { Description = "For the same: tanh or relu, of a plain RNN" };
    private static readonly Option<TextUnit> Unit = new("--unit") { Description = "For the same: stream, or line if it was trained on lines that each start anew" };
    private static readonly Option<string> Start = new("--start") { Description = "For the same: the character that every text is taken to follow", DefaultValueFactory = _ => "\n" };

    public static Command Create()
    {
        Command command = new("export", "Write a trained model as an ONNX file with explicit states.")
        {
            Source, Output, PrecisionOption, Generate, Calibrate, Force, VocabularyOption, CellOption, NonlinearityOption, Unit, Start,
        };
        command.SetAction((parsed, cancellation) => Task.Run(() => Run(parsed, cancellation), CancellationToken.None));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellation)
    {
        string output = parsed.GetRequiredValue(Output);
        Precision precision = parsed.GetValue(PrecisionOption);
        OnnxExporter.CheckPath(output);
        if (parsed.GetValue(Force) && parsed.GetValue(Calibrate) is null)
        {
            throw new InvalidOptionsException("--force is given without --calibrate; there is nothing that it could override");
        }

        string weightsPath = RunFolder.FindWeights(parsed.GetRequiredValue(Source));
        WeightsFile weights = Load(parsed, weightsPath);
        if (parsed.GetValue(Calibrate) is { } text)
        {
            Calibration calibration = Calibration.Run(weights, text, cancellation);
            calibration.Write(Console.Out);
            if (!parsed.GetValue(Force))
            {
                calibration.Check(precision);
            }
        }

        cancellation.ThrowIfCancellationRequested();
        bool generate = parsed.GetValue(Generate);
        OnnxExporter.Export(weights, output, precision, generate);
        Console.Error.WriteLine($"{weightsPath}: {Weights.CountParameters(weights.Metadata.Description):N0} parameters, {new FileInfo(output).Length:N0} bytes of ONNX in {Calibration.Name(precision)}");
        Console.Out.WriteLine(output);
        if (generate)
        {
            Console.Out.WriteLine(OnnxExporter.GenerationPath(output));
        }

        return ExitCode.Done;
    }

    private static WeightsFile Load(ParseResult parsed, string path)
    {
        if (parsed.GetValue(VocabularyOption) is { } vocabulary)
        {
            return new BareWeights(VocabularyFile.Load(vocabulary))
            {
                Cell = parsed.GetValue(CellOption),
                Nonlinearity = parsed.GetValue(NonlinearityOption),
                Unit = parsed.GetValue(Unit),
                Start = parsed.GetValue(Start)!,
            }.Load(path);
        }

        string[] given = [.. ((Option[])[CellOption, NonlinearityOption, Unit, Start]).Where(parsed.IsGiven).Select(option => option.Name)];
        return given.Length == 0
            ? WeightsFile.Load(path)
            : throw new InvalidOptionsException($"{string.Join(", ", given)} must go with --vocabulary: all are for weights that PyTorch saved, which do not say what they are");
    }
}
