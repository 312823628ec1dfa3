namespace CharRnn.Tests;

/// <summary>onnxruntime-node, a peer to test against.</summary>
internal static class NodePeer
{
    /// <summary>Finds the folder of Node.js packages that has it.</summary>
    /// <exception cref="AssertInconclusiveException">It is not installed.</exception>
    public static string FindModules()
    {
        string modules = Path.Combine(Repository.Root, "tests", "Interop.Node", "node_modules");
        return Directory.Exists(Path.Combine(modules, "onnxruntime-node"))
            ? modules
            : throw new AssertInconclusiveException("onnxruntime-node is not here (npm ci --prefix tests/Interop.Node --ignore-scripts)");
    }
}
