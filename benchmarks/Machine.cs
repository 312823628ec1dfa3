using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using CharRnn.Inference;
using CharRnn.Trainer;

namespace CharRnn.Benchmarks;

/// <summary>What measured: processor, system, and the packages that do the arithmetic.</summary>
internal static class Machine
{
    private static readonly string[] Arithmetic = ["libtorch_cpu", "openblas", "mkl_rt"];

    public static string Describe()
    {
        string[] packages = [TorchEngine.EngineName, .. LoadedArithmetic(), $"ONNX Runtime {CharRnnModel.RuntimeVersion}"];
        double gibibytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / Math.Pow(1024, 3);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Environment.ProcessorCount} cores of {Processor()}, {gibibytes:0} GiB; {RuntimeInformation.OSDescription}; {RuntimeInformation.FrameworkDescription}; {string.Join(", ", packages)}");
    }

    private static string Processor()
    {
        const string key = "model name";
        string? line = File.Exists("/proc/cpuinfo") ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal)) : null;
        return line?.Split(':', 2)[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }

    // Which BLAS makes the matrix products decides more than anything else, and only the loaded libraries tell.
    private static IEnumerable<string> LoadedArithmetic()
    {
        ModelDescription smallest = new() { Cell = Cell.Rnn, Layers = 1, HiddenSize = 1, EmbeddingSize = 1, VocabularySize = 2 };
        new TorchEngine(smallest, new TrainingOptions()).Dispose();
        using Process process = Process.GetCurrentProcess();
        return [.. process.Modules.Cast<ProcessModule>()
            .Select(module => Path.GetFileName(module.FileName))
            .Where(name => Arithmetic.Any(part => name.Contains(part, StringComparison.Ordinal)))
            .Distinct()
            .Order(StringComparer.Ordinal)];
    }
}
