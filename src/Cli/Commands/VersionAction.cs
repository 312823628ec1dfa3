using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;
using System.Runtime.InteropServices;
using CharRnn.Inference;
using CharRnn.Trainer;

namespace CharRnn.Cli;

/// <summary>Prints the version, with those of what it runs on.</summary>
internal sealed class VersionAction : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        Assembly assembly = typeof(VersionAction).Assembly;
        string version = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
        Console.WriteLine(
            $"charrnn {version} ({TorchEngine.EngineName}; ONNX Runtime {CharRnnModel.RuntimeVersion}; "
            + $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier})");
        return 0;
    }
}
