using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CharRnn.Trainer;

/// <summary>The parameters of a network as one vector in float64, in the order of <see cref="FlatParameters.Pack"/>.</summary>
internal static class ParameterVector
{
    /// <summary>Joins tensors, one for each parameter, in the caller's dispose scope.</summary>
    public static Tensor Join(IEnumerable<Tensor> parts) => cat([.. parts.Select(part => part.detach().reshape(-1))]);

    /// <summary>Cuts a vector into tensors of the parameters' shapes, which are views of it.</summary>
    public static Tensor[] Cut(Tensor vector, IReadOnlyList<Parameter> parameters)
    {
        Tensor[] parts = new Tensor[parameters.Count];
        long start = 0;
        for (int i = 0; i < parts.Length; i++)
        {
            parts[i] = vector.narrow(0, start, parameters[i].numel()).reshape(parameters[i].shape);
            start += parameters[i].numel();
        }

        return parts;
    }

    /// <summary>Sets the parameters.</summary>
    public static void Set(IReadOnlyList<Parameter> parameters, Tensor vector)
    {
        using IDisposable withoutGradients = no_grad();
        foreach ((Parameter parameter, Tensor part) in parameters.Zip(Cut(vector, parameters)))
        {
            parameter.copy_(part);
        }
    }
}
