using Microsoft.ML.OnnxRuntime;

namespace CharRnn.Inference;

/// <summary>ONNX Runtime's native library. The application brings it, in a package of its own choice.</summary>
internal static class OnnxRuntimeLibrary
{
    /// <summary>Gets ONNX Runtime's environment. The first call loads the library.</summary>
    /// <exception cref="CharRnnException">The library cannot be loaded; the message names the packages that bring it.</exception>
    public static OrtEnv Environment
    {
        get
        {
            try
            {
                return OrtEnv.IsCreated ? OrtEnv.Instance() : Create();
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
    private static string Version => AssemblyVersion.Of(typeof(OrtEnv).Assembly);

    // ONNX Runtime warns on standard error while it creates its environment, for example about a machine without a GPU. Afterwards the
    // level is what it is by default. An environment that the host has created stays as it is.
    private static OrtEnv Create()
    {
        // Read when the environment is created. A value that the host has set stays.
        NativeEnvironment.SetDefault("ORT_DISABLE_TELEMETRY", "1");
        try
        {
            EnvironmentCreationOptions options = new() { logId = "CharRnn", logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
            OrtEnv environment = OrtEnv.CreateInstanceWithOptions(ref options);
            environment.EnvLogLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING;
            return environment;
        }
        catch (OnnxRuntimeException)
        {
            return OrtEnv.Instance(); // another thread was first
        }
    }
}
