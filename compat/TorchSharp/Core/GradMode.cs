namespace TorchSharp;

public static partial class torch
{
    /// <summary>Until it is disposed, this thread records no operations for backward.</summary>
    public static IDisposable no_grad() => new AutoGradMode(false);

    public static IDisposable enable_grad(bool enabled = true) => new AutoGradMode(enabled);

    public static IDisposable set_grad_enabled(bool mode = true) => new AutoGradMode(mode);

    public static bool is_grad_enabled() => Native.ts_grad_enabled();
}

internal sealed class AutoGradMode : IDisposable
{
    private readonly bool _previous = Native.ts_grad_enabled();

    internal AutoGradMode(bool enabled) => Native.ts_set_grad_enabled(enabled);

    public void Dispose() => Native.ts_set_grad_enabled(_previous);
}
