using System.Diagnostics;

namespace CharRnn.Core.Tests;

/// <summary>Weights and vocabularies that are no plain files.</summary>
[TestClass]
public sealed class InputFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [TestMethod]
    [OSCondition(OperatingSystems.Linux | OperatingSystems.OSX)]
    [DataRow("/dev/zero")]
    [DataRow("/dev/random")]
    public void A_device_which_may_have_no_end_is_refused(string device)
    {
        AssertCannotRead(() => VocabularyFile.Load(device));
        AssertCannotRead(() => WeightsFile.Load(device));

        void AssertCannotRead(Action load) =>
            Assert.AreEqual($"Cannot read {device}: '{device}' is a device; must be a file or a pipe.", Assert.ThrowsExactly<InvalidModelException>(load).Message);
    }

    [TestMethod]
    public void A_folder_and_an_empty_path_are_refused()
    {
        StringAssert.EndsWith(Assert.ThrowsExactly<InvalidModelException>(() => VocabularyFile.Load(folder.Path)).Message, "is a folder; must be a file.");
        StringAssert.EndsWith(Assert.ThrowsExactly<InvalidModelException>(() => WeightsFile.Load("")).Message, "The path is empty.");
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux | OperatingSystems.OSX)]
    public async Task A_pipe_is_read_to_its_end()
    {
        CollectionAssert.AreEqual("ab".EnumerateRunes().ToArray(), (await ThroughPipe("""["a","b"]"""u8.ToArray(), VocabularyFile.Load)).Characters.ToArray());
        SafeTensors.Write(folder.File("w"), [], [new WeightTensor("a", [2], [1, 2])]);
        CollectionAssert.AreEqual((float[])[1, 2], (await ThroughPipe(File.ReadAllBytes(folder.File("w")), SafeTensors.Read)).Tensors.Single().Data);
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux | OperatingSystems.OSX)]
    public async Task A_pipe_is_read_up_to_the_limit_only() => StringAssert.EndsWith(
        (await Assert.ThrowsExactlyAsync<InvalidModelException>(() => ThroughPipe(new byte[17 * 1024 * 1024], VocabularyFile.Load))).Message,
        "has more than 16777216 bytes, the most that are read.");

    private async Task<T> ThroughPipe<T>(byte[] content, Func<string, T> read)
    {
        string pipe = folder.File($"pipe{content.Length}");
        using (Process process = Process.Start("mkfifo", pipe))
        {
            await process.WaitForExitAsync();
        }

        Task writing = Task.Run(() =>
        {
            try
            {
                using FileStream stream = new(pipe, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
                stream.Write(content);
            }
            catch (IOException)
            {
                // The reader has left.
            }
        });
        try
        {
            return await Task.Run(() => read(pipe));
        }
        finally
        {
            await writing;
        }
    }
}
