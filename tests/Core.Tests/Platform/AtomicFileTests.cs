namespace CharRnn.Core.Tests;

[TestClass]
public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string FilePath => folder.File("a.txt");

    public void Dispose() => folder.Dispose();

    [TestMethod]
    public void A_write_that_fails_keeps_the_old_file()
    {
        File.WriteAllText(FilePath, "old");
        Assert.ThrowsExactly<InvalidDataException>(() => AtomicFile.Write(FilePath, stream =>
        {
            stream.WriteByte(1);
            throw new InvalidDataException("the power failed");
        }));
        Assert.AreEqual("old", File.ReadAllText(FilePath));
        Assert.HasCount(1, Directory.GetFiles(folder.Path));
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void A_full_disk_is_one_error_that_names_the_file()
    {
        CharRnnException exception = Assert.ThrowsExactly<CharRnnException>(() => AtomicFile.Write(FilePath, _ =>
        {
            using FileStream full = new("/dev/full", FileMode.Open, FileAccess.Write);
            full.WriteByte(1);
        }));
        StringAssert.StartsWith(exception.Message, $"Cannot write {FilePath}: No space left on device");
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux | OperatingSystems.OSX)]
    public void A_link_in_the_place_of_the_temporary_file_is_refused_and_its_target_stays()
    {
        File.WriteAllText(folder.File("victim"), "mine");
        string beside = $"{FilePath}.{Environment.ProcessId}.tmp";
        File.CreateSymbolicLink(beside, folder.File("victim"));
        Assert.AreEqual($"Cannot write {FilePath}: {beside} is a symbolic link, which is not followed; delete it.", Write());
        Assert.AreEqual("mine", File.ReadAllText(folder.File("victim")));

        File.Delete(beside);
        System.Diagnostics.Process.Start("mkfifo", [beside]).WaitForExit();
        Assert.AreEqual($"Cannot write {FilePath}: {beside} is not a file; delete it.", Write());

        File.Delete(beside);
        File.WriteAllText(beside, "a longer text that a killed process of the same number left");
        AtomicFile.Write(FilePath, stream => stream.Write("new"u8));
        Assert.AreEqual("new", File.ReadAllText(FilePath));

        string Write() => Assert.ThrowsExactly<CharRnnException>(() => AtomicFile.Write(FilePath, stream => stream.Write("new"u8))).Message;
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux | OperatingSystems.OSX)]
    public void A_pipe_or_a_device_in_the_place_of_the_file_is_refused_and_stays()
    {
        System.Diagnostics.Process.Start("mkfifo", [FilePath]).WaitForExit();
        Assert.AreEqual($"Cannot write {FilePath}: it is a pipe or a device; must be a file.", Write());
        Assert.HasCount(1, Directory.GetFiles(folder.Path));
        Assert.ThrowsExactly<CharRnnException>(() => AtomicFile.CheckReplaceable("/dev/null"));

        File.Delete(FilePath);
        File.WriteAllText(FilePath, "");
        AtomicFile.Write(FilePath, stream => stream.Write("new"u8));
        Assert.AreEqual("new", File.ReadAllText(FilePath));

        string Write() => Assert.ThrowsExactly<CharRnnException>(() => AtomicFile.Write(FilePath, stream => stream.Write("new"u8))).Message;
    }

    [TestMethod]
    public void A_file_too_large_for_its_place_is_one_error_that_names_the_file()
    {
        File.WriteAllText(FilePath, "old");

        // What .NET makes of EFBIG.
        CharRnnException exception = Assert.ThrowsExactly<CharRnnException>(() => AtomicFile.Write(FilePath, _ => throw new ArgumentOutOfRangeException("value", "Specified file length was too large for the file system.")));
        StringAssert.StartsWith(exception.Message, $"Cannot write {FilePath}: Specified file length was too large");
        Assert.AreEqual("old", File.ReadAllText(FilePath));
        Assert.HasCount(1, Directory.GetFiles(folder.Path));
    }
}
