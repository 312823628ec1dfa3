using System.CommandLine;
using System.CommandLine.Invocation;
using System.Runtime.InteropServices;
using CharRnn.Inference;
using CharRnn.Trainer;

namespace CharRnn.Cli;

/// <summary>Prints the version, with those of what it runs on.</summary>
internal sealed class VersionAction : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        Console.WriteLine(
            $"charrnn {AssemblyVersion.Of(typeof(VersionAction).Assembly)} ({TorchEngine.EngineName}; ONNX Runtime {CharRnnModel.RuntimeVersion}; "
            + $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier})");
        return 0;
    }
}
