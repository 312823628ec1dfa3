using System.Runtime.InteropServices;

namespace TorchSharp;

/// <summary>The part of TorchSharp's torch.* that this stand-in covers; see README.md.</summary>
public static partial class torch
{
    /// <summary>The version of libtorch behind the API.</summary>
    public static string __version__ => "1.13.1";

    /// <summary>Throws libtorch's pending error of this thread, if there is one.</summary>
    public static void CheckForErrors()
    {
        if (Native.TakeError() is { } message)
        {
            throw new ExternalException(message);
        }
    }

    public static bool cuda_is_available() => cuda.is_available();

    /// <summary>The distribution's libtorch is built for the CPU.</summary>
    public static partial class cuda
    {
        public static bool is_available() => false;

        public static bool is_cudnn_available() => false;

        public static int device_count() => 0;
    }

    public static int get_num_threads() => Native.ts_get_num_threads();

    /// <summary>Threads within one operation, for the whole process.</summary>
    public static void set_num_threads(int num) => Native.Check(Native.ts_set_num_threads(num));
}
