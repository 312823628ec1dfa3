using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>Parameters as layers create them: initialised, and registered with the current dispose scope as upstream.</summary>
internal static unsafe class NewParameter
{
    /// <summary>U(-bound, bound)</summary>
    internal static Parameter Uniform(ReadOnlySpan<long> sizes, ScalarType dtype, double bound)
    {
        fixed (long* s = sizes)
        {
            return Wrap(Native.ts_uniform_parameter(s, sizes.Length, (sbyte)dtype, bound));
        }
    }

    /// <summary>N(0, 1), with one row of zeros if wanted.</summary>
    internal static Parameter Normal(ReadOnlySpan<long> sizes, ScalarType dtype, long? zeroRow)
    {
        long row = zeroRow ?? 0;
        fixed (long* s = sizes)
        {
            return Wrap(Native.ts_normal_parameter(s, sizes.Length, (sbyte)dtype, zeroRow is null ? null : &row));
        }
    }

    internal static Parameter Alias(Parameter parameter)
    {
        nint handle = Native.ts_alias(parameter.Handle);
        GC.KeepAlive(parameter);
        return Wrap(handle);
    }

    private static Parameter Wrap(nint handle)
    {
        Native.Check(handle != 0);
        return new(handle);
    }
}
