using System.CommandLine;
using CharRnn.Export;
using CharRnn.Trainer;

namespace CharRnn.Cli;

/// <summary><c>charrnn export</c>: run or weights file to ONNX file.</summary>
internal static class ExportCommand
{
    private static readonly Argument<string> Source = new("RUN|WEIGHTS") { Description = "A run folder, whose best weights are exported, or a .safetensors file", Validators = { NameValue.Check } };
    private static readonly Option<string> Output = new("--output") { Description = "ONNX file to write, with a JSON file beside it", Required = true, Validators = { NameValue.Check } };
    private static readonly EnumOption<Precision> PrecisionOption = new(
        "--precision", "Number format of the weights; fp16 halves the file, int8 quarters it and is fastest on CPUs", Precision.Fp32);

    private static readonly Option<bool> Generate = new("--generate") { Description = "Also write NAME.generate.onnx, which generates a whole text in one run, for hosts in any language" };
    private static readonly Option<string?> Calibrate = new("--calibrate") { Description = "UTF-8 text to compare all precisions on; one that costs too much (fp16 0.002, int8 0.02 nats per character) is not written", Validators = { NameValue.Check } };
    private static readonly Option<bool> Force = new("--force") { Description = "Write the model even if --calibrate finds that it costs too much" };

    // What a state_dict saved by PyTorch does not contain.
    private static readonly Option<string?> VocabularyOption = new("--vocabulary") { Description = "For weights saved by PyTorch: JSON file of the characters in the order of their token ids, [\"\\n\",\" \",...], or {\"\\n\":0,\" \":1,...}, or {\"0\":\"\\n\",...}", Validators = { NameValue.Check } };
    private static readonly Option<Cell?> CellOption = new("--cell") { Description = "With --vocabulary: recurrent cell [default: the one that fits the shapes]" };
    private static readonly EnumOption<Nonlinearity> NonlinearityOption = new("--nonlinearity", "With --vocabulary: activation of a plain RNN", Nonlinearity.Tanh);
    private static readonly EnumOption<TextUnit> Unit = new("--unit", "With --vocabulary: what the model was trained on, one stream or separate lines", TextUnit.Stream);
    private static readonly Option<string> Start = new("--start") { Description = "With --vocabulary: start character, which the model reads before a text [default: newline]", Validators = { NameValue.Check } };

    static ExportCommand() => CellOption.TakeNames();

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
        Precision precision = PrecisionOption.Read(parsed);
        bool generate = parsed.GetValue(Generate);
        OnnxExporter.CheckPath(output, generate);
        if (parsed.GetValue(Force) && parsed.GetValue(Calibrate) is null)
        {
            throw new InvalidOptionsException("--force is given without --calibrate; there is nothing to override");
        }

        string weightsPath = RunFolder.FindWeights(parsed.GetRequiredValue(Source));
        OverwriteGuard.Check(
            [output, OnnxExporter.DocumentsPath(output), OnnxExporter.GenerationPath(output), OnnxExporter.EncoderPath(output)], weightsPath, parsed.GetValue(VocabularyOption), parsed.GetValue(Calibrate));
        WeightsFile weights = Load(parsed, weightsPath);
        if (parsed.GetValue(Calibrate) is { } text)
        {
            Calibration calibration = Calibration.Run(weights, text, cancellation);
            calibration.Write();
            if (!parsed.GetValue(Force))
            {
                calibration.Check(precision);
            }
        }

        cancellation.ThrowIfCancellationRequested();
        OnnxExporter.Export(weights, output, precision, generate);
        Console.Error.WriteLine($"{weightsPath}: {Weights.CountParameters(weights.Metadata.Description):N0} parameters, {(weights.Metadata.Description.Encoder ? new FileInfo(OnnxExporter.EncoderPath(output)).Length : 0) + new FileInfo(output).Length:N0} bytes of ONNX in {LowerCaseName.Of(precision)}");
        Console.Out.WriteLine(output);
        if (generate)
        {
            Console.Out.WriteLine(OnnxExporter.GenerationPath(output));
        }

        if (weights.Metadata.Description.Encoder)
        {
            Console.Out.WriteLine(OnnxExporter.EncoderPath(output));
        }

        return ExitCode.Done;
    }

    private static WeightsFile Load(ParseResult parsed, string path)
    {
        if (parsed.GetValue(VocabularyOption) is { } vocabulary)
        {
            return new StateDict(VocabularyFile.Load(vocabulary))
            {
                Cell = parsed.GetValue(CellOption),
                Nonlinearity = NonlinearityOption.Read(parsed),
                Unit = Unit.Read(parsed),
                Start = parsed.GetValue(Start) ?? "\n",
            }.Load(path);
        }

        string[] given = [.. ((Option[])[CellOption, NonlinearityOption, Unit, Start]).Where(parsed.IsGiven).Select(option => option.Name)];
        return given.Length == 0
            ? WeightsFile.Load(path)
            : throw new InvalidOptionsException($"{string.Join(", ", given)} can be given only with --vocabulary, for weights saved by PyTorch");
    }
}
