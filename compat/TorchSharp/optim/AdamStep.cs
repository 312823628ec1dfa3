using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>The step that Adam and AdamW share; upstream's states and options are two unrelated sets of types.</summary>
internal static unsafe class AdamStep
{
    /// <param name="settings">What to do.</param>
    /// <param name="parameters">One for each of the following.</param>
    /// <param name="steps">Counted up where a parameter has a gradient.</param>
    /// <param name="averages">Of the gradients.</param>
    /// <param name="squares">Averages of the squared gradients.</param>
    /// <param name="largest">The largest squares so far; empty without amsgrad.</param>
    internal static void Run(Native.AdamSettings settings, Parameter[] parameters, long[] steps,
        IEnumerable<Tensor> averages, IEnumerable<Tensor> squares, IEnumerable<Tensor> largest)
    {
        Tensor[] states = [.. averages, .. squares, .. largest];
        nint[] handles = Native.Handles(states);
        fixed (nint* p = Native.Handles(parameters), state = handles)
        fixed (long* t = steps)
        {
            int count = parameters.Length;
            Native.Check(Native.ts_adam(p, state, state + count, state + (2 * count), t, count, &settings), parameters, states);
        }
    }
}
