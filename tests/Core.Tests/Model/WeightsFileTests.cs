using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace CharRnn.Core.Tests;

[TestClass]
public sealed class WeightsFileTests : IDisposable
{
    private static readonly ModelDescription Description = new()
    {
        Cell = Cell.Lstm,
        Layers = 2,
        HiddenSize = 3,
        EmbeddingSize = 2,
        VocabularySize = 4,
    };

    private readonly TemporaryFolder folder = new();

    private string FilePath => folder.File("m.safetensors");

    public void Dispose() => folder.Dispose();

    [TestMethod]
    public void What_is_saved_is_loaded()
    {
        WeightsFile saved = MakeFile();
        saved.Save(FilePath);
        WeightsFile loaded = WeightsFile.Load(FilePath);
        CollectionAssert.AreEqual(saved.Metadata.ToDocuments().ToArray(), loaded.Metadata.ToDocuments().ToArray());
        for (int i = 0; i < saved.Weights.Count; i++)
        {
            Assert.AreEqual(saved.Weights[i].Name, loaded.Weights[i].Name);
            CollectionAssert.AreEqual(saved.Weights[i].Data, loaded.Weights[i].Data);
        }
    }

    [TestMethod]
    public void The_file_is_laid_out_as_safetensors_has_it()
    {
        WeightsFile file = MakeFile();
        file.Save(FilePath);
        byte[] bytes = File.ReadAllBytes(FilePath);
        int headerLength = checked((int)BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        Assert.AreEqual(0, headerLength % 8);
        string header = Encoding.UTF8.GetString(bytes, 8, headerLength);
        StringAssert.Contains(header, "\"embedding.weight\":{\"dtype\":\"F32\",\"shape\":[4,2],\"data_offsets\":[0,32]}");
        Assert.AreEqual(file.Weights[0].Data[1], BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(8 + headerLength + 4)));
        Assert.AreEqual(8 + headerLength + (4 * Weights.CountParameters(Description)), bytes.Length);
    }

    [TestMethod]
    public void A_file_cut_at_any_sixteenth_of_its_length_is_refused_by_name()
    {
        MakeFile().Save(FilePath);
        byte[] whole = File.ReadAllBytes(FilePath);
        for (int sixteenth = 0; sixteenth < 16; sixteenth++)
        {
            File.WriteAllBytes(FilePath, whole[..(whole.Length * sixteenth / 16)]);
            InvalidModelException exception = Assert.ThrowsExactly<InvalidModelException>(() => WeightsFile.Load(FilePath), $"{sixteenth}/16");
            StringAssert.StartsWith(exception.Message, FilePath);
        }
    }

    [TestMethod]
    [DataRow(ulong.MaxValue)]
    [DataRow(1UL << 32)]
    [DataRow(100_000UL)]
    public void A_header_that_claims_more_than_the_file_holds_is_refused(ulong claimed)
    {
        MakeFile().Save(FilePath);
        byte[] bytes = File.ReadAllBytes(FilePath);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, claimed);
        File.WriteAllBytes(FilePath, bytes);
        AssertRefused($"claims a header of {claimed} bytes, but holds {bytes.Length - 8} bytes after the length");
    }

    [TestMethod]
    [DataRow(float.NaN)]
    [DataRow(float.NegativeInfinity)]
    public void A_weight_that_is_not_finite_is_refused(float bad)
    {
        WeightsFile file = MakeFile();
        file.Weights["rnn.weight_hh_l1"].Data[5] = bad;
        file.Save(FilePath);
        AssertRefused($"tensor rnn.weight_hh_l1 holds {bad.ToString(System.Globalization.CultureInfo.InvariantCulture)} at element 5; must be finite.");
    }

    [TestMethod]
    [DataRow("\"data_offsets\":[0,32]", "\"data_offsets\":[0,36]", "has data_offsets 0 to 36, but its shape [4, 2] needs 32 bytes")]
    [DataRow("\"data_offsets\":[0,32]", "\"data_offsets\":[4,36]", "tensor embedding.weight begins at byte 4 of the data; expected 0")]
    [DataRow("\"data_offsets\":[0,32]", "\"data_offsets\":[0]   ", "is not described by dtype, shape and data_offsets")]
    [DataRow("\"data_offsets\":[0,32]", "\"data_offsets\":[-1,3]", "is not described by dtype, shape and data_offsets")]
    [DataRow("\"shape\":[4,2]", "\"shape\":[2,4]", "tensor embedding.weight has shape [2, 4]; its description requires [4, 2]")]
    [DataRow("\"dtype\":\"F32\",\"shape\":[4,2]", "\"dtype\":\"F16\",\"shape\":[4,2]", "tensor embedding.weight has dtype F16; must be F32")]
    [DataRow("\"decoder.bias\"", "\"decoder.bios\"", "has no tensor decoder.bias [4]. Expected: embedding.weight, rnn.weight_ih_l0")]
    [DataRow("\"embedding.weight\"", "\"decoder.bias\":0,\"", "not JSON")]
    [DataRow("\"__metadata__\":{", "\"__metadata__\":[", "not JSON")]
    public void A_damaged_header_is_refused(string original, string damaged, string expected)
    {
        MakeFile().Save(FilePath);
        ReplaceInHeader(original, damaged);
        AssertRefused(expected);
    }

    [TestMethod]
    public void A_size_beyond_all_bounds_is_refused_before_memory_is_asked_for()
    {
        MakeFile().Save(FilePath);
        ReplaceInHeader("\"shape\":[4,2],\"data_offsets\":[0,32]", "\"shape\":[4294967295,4294967295],\"data_offsets\":[0,9223372036854775807]");
        AssertRefused("tensor embedding.weight is too large");
    }

    [TestMethod]
    public void An_extra_tensor_is_refused_by_name()
    {
        WeightsFile file = MakeFile();
        SafeTensors.Write(FilePath, file.Metadata.ToDocuments(), [.. file.Weights, new WeightTensor("lm_head", [1], [0])]);
        AssertRefused("has tensors that its description does not require: lm_head.");
    }

    [TestMethod]
    public void A_file_without_our_metadata_is_refused()
    {
        SafeTensors.Write(FilePath, [], [.. MakeFile().Weights]);
        AssertRefused("has no charrnn.description in its metadata, so CharRnn did not write it. If PyTorch wrote it, export it by charrnn export --vocabulary.");
    }

    [TestMethod]
    public void A_file_of_torch_save_is_named_as_one()
    {
        using (ZipArchive zip = ZipFile.Open(FilePath, ZipArchiveMode.Create))
        {
            zip.CreateEntry("archive/data.pkl");
        }

        AssertRefused("is a zip file, as torch.save writes them; save the weights with safetensors.torch.save_file(model.state_dict(), path).");
    }

    [TestMethod]
    public void A_newer_format_is_refused_with_both_numbers()
    {
        MakeFile().Save(FilePath);
        ReplaceInHeader("format\\u0022:1", "format\\u0022:7");
        AssertRefused("has format 7; this version of CharRnn reads up to format 2.");
    }

    [TestMethod]
    public void A_missing_file_and_a_folder_are_refused()
    {
        StringAssert.StartsWith(Assert.ThrowsExactly<InvalidModelException>(() => WeightsFile.Load(folder.File("none"))).Message, "Cannot read ");
        StringAssert.StartsWith(Assert.ThrowsExactly<InvalidModelException>(() => WeightsFile.Load(folder.Path)).Message, "Cannot read ");
    }

    [TestMethod]
    public void A_place_that_cannot_be_written_is_refused() => StringAssert.StartsWith(
        Assert.ThrowsExactly<CharRnnException>(() => MakeFile().Save(folder.File("no/such/folder.safetensors"))).Message, "Cannot write ");

    private static WeightsFile MakeFile()
    {
        int next = 0;
        Weights weights = new(Description, Weights.Layout(Description).Select(entry =>
            new WeightTensor(entry.Name, entry.Shape, [.. Enumerable.Range(0, entry.Shape.Aggregate(1, (product, size) => product * size)).Select(_ => 0.25f * next++)])));
        return new WeightsFile(new ModelMetadata(Description, Vocabulary.FromRunes("\nabc".EnumerateRunes()), new TrainingRecord { Steps = 3 }), weights);
    }

    private void ReplaceInHeader(string original, string replacement)
    {
        byte[] bytes = File.ReadAllBytes(FilePath);
        int length = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        string header = Encoding.UTF8.GetString(bytes, 8, length);
        Assert.Contains(original, header);
        byte[] changed = Encoding.UTF8.GetBytes(new Regex(Regex.Escape(original)).Replace(header, replacement.Replace("$", "$$", StringComparison.Ordinal), 1));
        byte[] prefix = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(prefix, (ulong)changed.Length);
        File.WriteAllBytes(FilePath, [.. prefix, .. changed, .. bytes[(8 + length)..]]);
    }

    private void AssertRefused(string expected)
    {
        InvalidModelException exception = Assert.ThrowsExactly<InvalidModelException>(() => WeightsFile.Load(FilePath));
        StringAssert.StartsWith(exception.Message, FilePath);
        StringAssert.Contains(exception.Message, expected);
    }
}
