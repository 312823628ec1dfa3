using System.Runtime.InteropServices;

namespace TorchSharp;

// native/nn.cpp and native/recurrent.cpp
internal static unsafe partial class Native
{
    [DllImport(Library)] internal static extern nint ts_embedding(nint weight, nint ids, long paddingIdx, bool scaleGradByFreq);
    [DllImport(Library)] internal static extern nint ts_linear(nint input, nint weight, nint bias);
    [DllImport(Library)] internal static extern nint ts_dropout(nint input, double p, bool training, bool inplace);
    [DllImport(Library)] internal static extern nint ts_one_hot(nint ids, long classes);
    [DllImport(Library)]
    internal static extern nint ts_cross_entropy(nint input, nint target, nint weight, long ignoreIndex,
        long reduction, double labelSmoothing);

    [DllImport(Library)] internal static extern nint ts_uniform_parameter(long* sizes, long rank, sbyte dtype, double bound);
    [DllImport(Library)] internal static extern nint ts_normal_parameter(long* sizes, long rank, sbyte dtype, long* zeroRow);
    [DllImport(Library)] internal static extern bool ts_init_uniform_(nint tensor, double low, double high);
    [DllImport(Library)] internal static extern bool ts_init_normal_(nint tensor, double mean, double std);
    [DllImport(Library)] internal static extern bool ts_init_constant_(nint tensor, NativeScalar value);
    [DllImport(Library)] internal static extern bool ts_init_orthogonal_(nint tensor, double gain);

    [DllImport(Library)]
    internal static extern bool ts_recurrent(RecurrentOptions* options, nint input, nint h, nint c, nint* weights,
        long weightCount, nint* outputs);

    /// <summary>Mirrors the struct of the same name in native/recurrent.cpp.</summary>
    internal struct RecurrentOptions
    {
        internal long Cell, InputSize, HiddenSize, Layers;
        internal double Dropout;
        internal long HasBiases, BatchFirst, Training;
    }
}
