using System.Globalization;
using static TorchSharp.torch;

namespace CharRnn.Trainer.TorchEngine;

/// <summary>The device that a training asks for, by name.</summary>
internal static class TorchDevice
{
    /// <summary>Finds it.</summary>
    /// <param name="name">auto (the first GPU, or the CPU where there is none), cpu, cuda, or cuda:n.</param>
    /// <exception cref="InvalidOptionsException">It is a GPU that is not there.</exception>
    public static Device Find(string name)
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
}
