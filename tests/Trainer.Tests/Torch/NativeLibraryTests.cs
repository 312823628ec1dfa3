using System.Reflection;
using System.Runtime.InteropServices;

namespace CharRnn.Trainer.Tests;

/// <summary>TorchSharp's native library loads where libstdc++ is older than GCC 13's (CharRnn.Trainer.targets).</summary>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
public sealed class NativeLibraryTests
{
    private const string NewVersion = "GLIBCXX_3.4.32";

    private static string Package { get; } = Path.Combine(
        typeof(NativeLibraryTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "TorchSharp").Value!,
        "runtimes/linux-x64/native/libLibTorchSharp.so");

    private static string Ours { get; } = Path.Combine(AppContext.BaseDirectory, "libLibTorchSharp.so");

    [TestMethod]
    public void The_version_that_old_systems_lack_is_weak_and_no_other()
    {
        Dictionary<string, (bool Weak, int Index)> versions = new ElfFile(Ours).Versions();
        Assert.IsGreaterThan(5, versions.Count);
        CollectionAssert.AreEqual((string[])[NewVersion], versions.Where(version => version.Value.Weak).Select(version => version.Key).ToArray());
    }

    [TestMethod]
    public void Nothing_of_that_version_is_used()
    {
        ElfFile library = new(Ours);
        Dictionary<string, (bool Weak, int Index)> versions = library.Versions();
        Assert.AreEqual(0, library.CountUses(versions[NewVersion].Index));
        Assert.IsGreaterThan(0, library.CountUses(versions["GLIBCXX_3.4"].Index)); // so uses are found where there are any
    }

    [TestMethod]
    public void The_package_stays_as_it_came_and_one_byte_differs()
    {
        Assert.IsFalse(new ElfFile(Package).Versions()[NewVersion].Weak);
        byte[] package = File.ReadAllBytes(Package);
        byte[] ours = File.ReadAllBytes(Ours);
        Assert.HasCount(package.Length, ours);
        Assert.AreEqual(1, package.Zip(ours).Count(pair => pair.First != pair.Second));
    }

    [TestMethod]
    public void It_loads() => NativeLibrary.Free(NativeLibrary.Load(Ours));
}
