using System.Runtime.CompilerServices;

namespace CharRnn.Tests;

/// <summary>Some tests call ONNX Runtime past CharRnn, which would have turned its telemetry off.</summary>
internal static class NoTelemetry
{
    public const string Variable = "ORT_DISABLE_TELEMETRY";

    [ModuleInitializer]
    internal static void TurnOff() => NativeVariables.Set(Variable, "1");
}
