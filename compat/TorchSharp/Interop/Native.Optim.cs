using System.Runtime.InteropServices;

namespace TorchSharp;

// native/optim.cpp; the structs mirror those there.
internal static unsafe partial class Native
{
    internal struct AdamSettings
    {
        internal double Lr, Beta1, Beta2, Eps, WeightDecay;
        internal long AmsGrad, Maximize, Decoupled;
    }

    internal struct SgdSettings
    {
        internal double Lr, Momentum, Dampening, WeightDecay;
        internal long Nesterov, Maximize;
    }

    internal struct RmsPropSettings
    {
        internal double Lr, Alpha, Eps, WeightDecay, Momentum;
        internal long Centered, Maximize;
    }

    internal struct AdagradSettings
    {
        internal double Lr, LrDecay, WeightDecay, Eps;
    }

    [DllImport(Library)]
    internal static extern bool ts_adam(nint* parameters, nint* averages, nint* squares, nint* largest, long* steps,
        long count, AdamSettings* settings);
    [DllImport(Library)] internal static extern bool ts_sgd(nint* parameters, nint* buffers, long count, SgdSettings* settings);
    [DllImport(Library)]
    internal static extern bool ts_rmsprop(nint* parameters, nint* squares, nint* buffers, nint* averages,
        long* steps, long count, RmsPropSettings* settings);
    [DllImport(Library)]
    internal static extern bool ts_adagrad(nint* parameters, nint* sums, long* steps, long count,
        AdagradSettings* settings);

    internal static long Flag(bool? value) => value == true ? 1 : 0;
}
