using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

[assembly: DisableRuntimeMarshalling]

namespace TorchSharp;

/// <summary>The C ABI of native/*.cpp, and how a failure there becomes an exception here.</summary>
internal static unsafe partial class Native
{
    private const string Library = "LibTorchSharp";

    // GNU OpenMP spins for some 10 ms between two parallel loops, which on a busy machine steals the very core that the
    // other thread needs: training was seen to go three to ten times slower. A shorter spin keeps all of the speed on a
    // quiet one. libgomp reads its environment once, when it is loaded, and .NET's own copy of it never gets there.
    static Native()
    {
        if (Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") is null)
        {
            _ = setenv("GOMP_SPINCOUNT", "100000", overwrite: 0);
        }
    }

    /// <summary>Wraps a new tensor. The other arguments are only kept alive until the call has returned.</summary>
    internal static torch.Tensor Result(nint handle, object? keep1 = null, object? keep2 = null, object? keep3 = null)
    {
        Keep(keep1, keep2, keep3);
        return handle != 0 ? new torch.Tensor(handle) : throw Failure();
    }

    /// <summary>Throws unless the call succeeded. The other arguments are only kept alive until the call has returned.</summary>
    internal static void Check(bool succeeded, object? keep1 = null, object? keep2 = null, object? keep3 = null)
    {
        Keep(keep1, keep2, keep3);
        if (!succeeded)
        {
            throw Failure();
        }
    }

    /// <summary>The message of this thread's last failure, or null.</summary>
    internal static string? TakeError()
    {
        string? message = Marshal.PtrToStringUTF8(ts_take_error());
        return string.IsNullOrEmpty(message) ? null : message;
    }

    internal static nint[] Handles(IEnumerable<torch.Tensor> tensors) => [.. tensors.Select(tensor => tensor.Handle)];

    internal static sbyte Type(torch.ScalarType? dtype) => dtype is { } type ? (sbyte)type : (sbyte)-1;

    private static ExternalException Failure() => new(TakeError() ?? "libtorch returned no tensor.");

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Keep(object? first, object? second, object? third)
    {
        GC.KeepAlive(first);
        GC.KeepAlive(second);
        GC.KeepAlive(third);
    }

    [DllImport(Library)] private static extern nint ts_take_error();

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)] private static partial int setenv(string name, string value, int overwrite);
}
