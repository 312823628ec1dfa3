using System.CommandLine;
using CharRnn.Export;
using CharRnn.Trainer;

namespace CharRnn.Cli;

/// <summary><c>charrnn export</c>: run or weights file to ONNX file.</summary>
internal static class ExportCommand
{
    private static readonly Argument<string> Source = new("RUN|WEIGHTS") { Description = "A run folder (its best weights are taken) or a .safetensors file" };
    private static readonly Option<string> Output = new("--output") { Description = "ONNX file to write; a JSON file is written beside it", Required = true };

    public static Command Create()
    {
        Command command = new("export", "Write a trained model as an ONNX file with explicit states.") { Source, Output };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        string source = parsed.GetRequiredValue(Source);
        string output = parsed.GetRequiredValue(Output);
        string weightsPath = RunFolder.FindWeights(source);
        WeightsFile weights = WeightsFile.Load(weightsPath);
        OnnxExporter.Export(weights, output);
        Console.Error.WriteLine($"{weightsPath}: {Weights.CountParameters(weights.Metadata.Description):N0} parameters, {new FileInfo(output).Length:N0} bytes of ONNX");
        Console.Out.WriteLine(output);
        return ExitCode.Done;
    }
}
