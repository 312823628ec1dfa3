namespace TorchSharp;

public static partial class torch
{
    public static ScalarType get_default_dtype() => ScalarType.Float32;

    // The arguments that every factory shares: only the CPU, and no named dimensions.
    private static sbyte DefaultType(ScalarType? dtype, Device? device, string[]? names)
    {
        InitializeDevice(device);
        if (names is { Length: > 0 })
        {
            throw new NotSupportedException("Named dimensions are not part of compat/TorchSharp.");
        }

        return (sbyte)(dtype ?? get_default_dtype());
    }

    private static ScalarType DefaultType(Scalar value) =>
        value.Type == ScalarType.Float64 ? get_default_dtype() : ScalarType.Int64;
}
