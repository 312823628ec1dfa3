using System.Reflection;
using Microsoft.ML.OnnxRuntime;

namespace CharRnn.Inference;

/// <summary>ONNX Runtime's native library. The application brings it, in a package of its own choice.</summary>
internal static class OnnxRuntimeLibrary
{
    /// <summary>Gets ONNX Runtime's environment, and so loads the library.</summary>
    /// <exception cref="CharRnnException">The library cannot be loaded; the message names the packages that bring it.</exception>
    public static OrtEnv Environment
    {
        get
        {
            try
            {
                return OrtEnv.Instance();
            }
            catch (Exception exception) when (exception.GetBaseException() is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
            {
                throw new CharRnnException(
                    "ONNX Runtime's native library cannot be loaded. Add the package Microsoft.ML.OnnxRuntime, or for CUDA Microsoft.ML.OnnxRuntime.Gpu, "
                    + $"in version {Version} to the application.",
                    exception.GetBaseException());
            }
        }
    }

    /// <summary>The version of the managed part, which the native part must have too.</summary>
    private static string Version => typeof(OrtEnv).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
