using System.Runtime.InteropServices;

namespace TorchSharp;

// native/runtime.cpp and native/autograd.cpp
internal static unsafe partial class Native
{
    [DllImport(Library)] internal static extern int ts_get_num_threads();
    [DllImport(Library)] internal static extern bool ts_set_num_threads(int count);

    [DllImport(Library)] internal static extern bool ts_grad_enabled();
    [DllImport(Library)] internal static extern void ts_set_grad_enabled(bool enabled);

    [DllImport(Library)] internal static extern nint ts_generator_default();
    [DllImport(Library)] internal static extern nint ts_generator_new(ulong seed);
    [DllImport(Library)] internal static extern void ts_generator_dispose(nint generator);
    [DllImport(Library)] internal static extern ulong ts_generator_seed(nint generator);
    [DllImport(Library)] internal static extern bool ts_generator_set_seed(nint generator, ulong seed);
    [DllImport(Library)] internal static extern nint ts_generator_get_state(nint generator);
    [DllImport(Library)] internal static extern bool ts_generator_set_state(nint generator, nint state);

    [DllImport(Library)] internal static extern bool ts_backward(nint tensor);
    [DllImport(Library)]
    internal static extern bool ts_grad(nint* outputs, long outputCount, nint* inputs, long inputCount,
        nint* gradOutputs, long gradOutputCount, bool retainGraph, bool createGraph, bool allowUnused, nint* gradients);
    [DllImport(Library)]
    internal static extern bool ts_clip_grad_norm_(nint* parameters, long count, double maxNorm, double p,
        double* norm);
    [DllImport(Library)] internal static extern bool ts_clip_grad_value_(nint* parameters, long count, double limit);
    [DllImport(Library)] internal static extern bool ts_zero_grad(nint* parameters, long count);
}
