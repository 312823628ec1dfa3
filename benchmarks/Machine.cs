using System.Globalization;
using System.Runtime.InteropServices;
using CharRnn.Inference;
using CharRnn.Trainer;

namespace CharRnn.Benchmarks;

/// <summary>What measured: processor, system, and the packages that do the arithmetic.</summary>
internal static class Machine
{
    public static string Describe()
    {
        double gibibytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / Math.Pow(1024, 3);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Environment.ProcessorCount} cores of {Processor()}, {gibibytes:0} GiB; {RuntimeInformation.OSDescription}; {RuntimeInformation.FrameworkDescription}; {TorchEngine.EngineName}, ONNX Runtime {CharRnnModel.RuntimeVersion}");
    }

    private static string Processor()
    {
        const string key = "model name";
        string? line = File.Exists("/proc/cpuinfo") ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal)) : null;
        return line?.Split(':', 2)[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}
