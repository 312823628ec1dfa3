namespace Microsoft.ML.Runtime;

/// <summary>Upstream's exceptions where a schema does not fit.</summary>
internal static class Contracts
{
    public static Exception ExceptSchemaMismatch(string parameter, string role, string column) =>
        new ArgumentOutOfRangeException(parameter, $"Could not find {role} column '{column}'");

    public static Exception ExceptSchemaMismatch(string parameter, string role, string column, string expected, string actual) =>
        new ArgumentOutOfRangeException(parameter, $"Schema mismatch for {role} column '{column}': expected {expected}, got {actual}");

    public static Exception ExceptDecode(string message) => new FormatException(message);
}
