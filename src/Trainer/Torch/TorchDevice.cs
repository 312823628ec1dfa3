using System.Globalization;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace CharRnn.Trainer;

/// <summary>Finds the device of a training by its name.</summary>
internal static class TorchDevice
{
    // libtorch reads these once, when it is loaded.
    static TorchDevice()
    {
        // Otherwise MKL's sums depend on the alignment of memory, and a resumed training differs in the last bits.
        NativeEnvironment.SetDefault("MKL_CBWR", "AUTO,STRICT");

        // A waiting OpenMP thread spins 1,000 times instead of 300,000. That is as fast on a quiet machine, and nearly twice as fast beside
        // another training.
        if (Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") is null)
        {
            NativeEnvironment.SetDefault("GOMP_SPINCOUNT", "1000");
        }
    }

    /// <summary>Finds the device.</summary>
    /// <param name="name">auto (the first GPU, or the CPU if there is none), cpu, cuda or cuda:n.</param>
    /// <exception cref="InvalidOptionsException">The GPU does not exist.</exception>
    /// <exception cref="CharRnnException">libtorch cannot be loaded.</exception>
    public static Device Find(string name)
    {
        try
        {
            return FindLoaded(name);
        }
        catch (TypeInitializationException exception) // thrown by the first use of TorchSharp in a process
        {
            throw new CharRnnException(
                $"{TorchEngine.EngineName} cannot be loaded: {WhyNotLoaded()}. If the application has none of the packages TorchSharp-cpu, TorchSharp-cuda-linux "
                + "and TorchSharp-cuda-windows, add one, in the version of TorchSharp.",
                exception);
        }
    }

    private static Device FindLoaded(string name)
    {
        if (name == "cpu" || (name == "auto" && !cuda.is_available()))
        {
            return CPU;
        }

        if (!cuda.is_available())
        {
            throw new InvalidOptionsException(
                $"Device is {name}; must be cpu or auto here, because {TorchEngine.EngineName} finds no CUDA GPU (a build with -p:Torch=cuda and NVIDIA's driver are needed)");
        }

        int index = name.StartsWith("cuda:", StringComparison.Ordinal) ? int.Parse(name.AsSpan(5), CultureInfo.InvariantCulture) : 0;
        return index < cuda.device_count()
            ? device($"cuda:{index}")
            : throw new InvalidOptionsException($"Device is {name}; must be below cuda:{cuda.device_count()}, the number of GPUs here");
    }

    /// <summary>Returns the reason given by the system's loader, which TorchSharp's long message lacks.</summary>
    private static string WhyNotLoaded()
    {
        try
        {
            NativeLibrary.Load("LibTorchSharp", typeof(torch).Assembly, null);
            return "its native library loads, but does not start";
        }
        catch (Exception exception) when (exception is DllNotFoundException or BadImageFormatException)
        {
            string[] lines = exception.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            return (lines.FirstOrDefault(line => line.Contains("not found", StringComparison.Ordinal)) ?? lines[0].Split(". ")[0]).TrimEnd('.');
        }
    }
}
