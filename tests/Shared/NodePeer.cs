namespace CharRnn.Tests;

/// <summary>Packages of Node.js, peers to test against.</summary>
internal static class NodePeer
{
    /// <summary>Finds the folder of packages that has one.</summary>
    /// <exception cref="AssertInconclusiveException">It is not installed.</exception>
    public static string FindModules(string package = "onnxruntime-node")
    {
        string modules = Path.Combine(Repository.Root, "tests", "Interop.Node", "node_modules");
        return Directory.Exists(Path.Combine(modules, package))
            ? modules
            : throw new AssertInconclusiveException($"{package} is not here (npm ci --prefix tests/Interop.Node --ignore-scripts)");
    }
}
