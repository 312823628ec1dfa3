using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CharRnn.MlNetExtensions.Tests;

/// <summary>A damaged pipeline loads and works, or loading it throws an <see cref="InvalidModelException"/>: nothing else, and no crash.</summary>
[TestClass]
public sealed class DamagedPipelineTests
{
    private const int PartLengthPlace = 0x18;
    private const int HeaderLength = 256; // ML.NET's; our part of an entry follows, and ML.NET's strings after it

    private static readonly byte[] Saved = File.ReadAllBytes(Data.SavedPipelinePath); // a likelihood and a generation transformer, of a tiny model
    private static readonly Entry[] Entries = [Read(Saved, 0), Read(Saved, 1), Read(SaveDetector(), 0), Read(SaveEmbedding(), 0), Read(SaveLabels(), 0), Read(SaveLabels(), 1)];
    private static readonly string[] Values = ["null", "{}", "[]", "-1", "99", "1e999", "\"\"", "\"\\ud800\"", "[null]", "[\"\"]", "{\"a\":null}", "{\"\":1}"];

    [TestMethod]
    public void Every_damaged_setting_loads_and_works_or_is_refused()
    {
        int loaded = 0;
        int refused = 0;
        foreach (Entry entry in Entries)
        {
            byte[] part = entry.Part;
            (int start, int length) = Settings(part);
            foreach (string damaged in Mutants(Encoding.UTF8.GetString(part, start, length)))
            {
                byte[] json = Encoding.UTF8.GetBytes(damaged);
                byte[] changed = [.. part[..(start - sizeof(int))], .. BitConverter.GetBytes(json.Length), .. json, .. part[(start + length)..]];
                _ = LoadsAndWorks(entry, changed, damaged) ? loaded++ : refused++;
            }
        }

        Assert.IsGreaterThan(50, loaded);
        Assert.IsGreaterThan(200, refused);
    }

    [TestMethod]
    public void An_entry_that_is_cut_is_refused_wherever_it_is_cut()
    {
        foreach (Entry entry in Entries)
        {
            byte[] part = entry.Part;
            (int start, int length) = Settings(part);
            foreach (int end in (int[])[.. Enumerable.Range(0, start + 8), start + length - 1, .. Enumerable.Range(start + length, 8), part.Length - 1])
            {
                Assert.IsFalse(LoadsAndWorks(entry, part[..end], $"cut to {end} bytes"), $"cut to {end} bytes");
            }
        }
    }

    [TestMethod]
    public void Bytes_changed_at_random_load_and_work_or_are_refused()
    {
        Random random = new(1);
        int trials = int.Parse(Environment.GetEnvironmentVariable("CHARRNN_MUTANTS") ?? "200", CultureInfo.InvariantCulture);
        for (int trial = 0; trial < trials; trial++)
        {
            Entry entry = Entries[random.Next(Entries.Length)];
            byte[] part = entry.Part;
            (int start, int length) = Settings(part);
            for (int changes = random.Next(1, 4); changes > 0; changes--)
            {
                int place = random.Next(start + length + sizeof(int)); // the model's bytes have tests of their own
                part[place] = random.Next(3) switch { 0 => (byte)random.Next(256), 1 => (byte)(part[place] ^ (1 << random.Next(8))), _ => "0123456789{}[]\",:-"u8[random.Next(18)] };
            }

            LoadsAndWorks(entry, part, $"trial {trial}");
        }
    }

    /// <summary>Replaces each value of the settings by every other kind of value, and leaves each member out.</summary>
    private static IEnumerable<string> Mutants(string settings)
    {
        JsonNode root = JsonNode.Parse(settings)!;
        foreach (string path in Paths(root).ToArray())
        {
            foreach (string? value in Values.Append(null))
            {
                JsonNode copy = root.DeepClone();
                string[] steps = path.Split('/');
                JsonNode parent = steps[..^1].Aggregate(copy, (node, step) => node[step]!);
                if (value is null)
                {
                    parent.AsObject().Remove(steps[^1]);
                    yield return copy.ToJsonString();
                }
                else
                {
                    parent[steps[^1]] = "?here?";
                    yield return copy.ToJsonString().Replace("\"?here?\"", value, StringComparison.Ordinal);
                }
            }
        }
    }

    private static IEnumerable<string> Paths(JsonNode node, string prefix = "")
    {
        if (node is not JsonObject members)
        {
            yield break;
        }

        foreach ((string name, JsonNode? value) in members)
        {
            yield return prefix + name;
            foreach (string inner in value is null ? [] : Paths(value, $"{prefix}{name}/"))
            {
                yield return inner;
            }
        }
    }

    private static bool LoadsAndWorks(Entry entry, byte[] part, string what)
    {
        MLContext mlContext = new();
        mlContext.RegisterCharRnn();
        ITransformer loaded;
        try
        {
            loaded = mlContext.Model.Load(new MemoryStream(With(entry, part)), out _);
        }
        catch (Exception exception)
        {
            for (Exception? inner = exception; inner is not null; inner = inner.InnerException)
            {
                if (inner is InvalidModelException)
                {
                    return false;
                }
            }

            throw new AssertFailedException($"{what}: {exception}", exception);
        }

        using IDisposable closing = (IDisposable)loaded;
        try
        {
            ReadAll(loaded, mlContext);
            return true;
        }
        catch (Exception exception)
        {
            throw new AssertFailedException($"{what}: {exception}", exception);
        }
    }

    private static void ReadAll(ITransformer loaded, MLContext mlContext)
    {
        IDataView data = mlContext.Data.LoadFromEnumerable(new Line[] { new() { Text = "the cat" }, new() { Text = "" } });
        IDataView view;
        try
        {
            view = loaded.Transform(data);
        }
        catch (ArgumentOutOfRangeException exception) when (exception.Message.Contains("input column", StringComparison.Ordinal))
        {
            return; // another input column is a setting as good as this one
        }

        Assert.HasCount(2, view.Preview(maxRows: 2).RowView);
    }

    private static byte[] With(Entry entry, byte[] part)
    {
        MemoryStream file = new();
        file.Write(entry.File);
        using (ZipArchive archive = new(file, ZipArchiveMode.Update, leaveOpen: true))
        {
            using Stream stream = Find(archive, entry.Place).Open();
            stream.SetLength(0);
            stream.Write(Header(entry, part.Length));
            stream.Write(part);
            stream.Write(entry.Content.AsSpan(HeaderLength + entry.Part.Length));
        }

        return file.ToArray();
    }

    private static Entry Read(byte[] file, int place)
    {
        using ZipArchive archive = new(new MemoryStream(file));
        using Stream stream = Find(archive, place).Open();
        using MemoryStream content = new();
        stream.CopyTo(content);
        return new Entry(file, place, content.ToArray());
    }

    private static ZipArchiveEntry Find(ZipArchive archive, int place) =>
        archive.Entries.Single(entry => entry.FullName.Replace('\\', '/') == $"TransformerChain/Transform_00{place}/Model.key");

    /// <summary>Saves a detector of the same tiny model.</summary>
    private static byte[] SaveDetector()
    {
        MLContext mlContext = new();
        mlContext.RegisterCharRnn();
        using TransformerChain<ITransformer> tiny = (TransformerChain<ITransformer>)mlContext.Model.Load(new MemoryStream(Saved), out _);
        TextTransformer first = (TextTransformer)tiny.First();
        IDataView texts = mlContext.Data.LoadFromEnumerable(MadeTexts.Ordinary(9, seed: 1).Select(text => new Line { Text = text }).ToList());
        using TransformerChain<UnlikelyTextTransformer> detector = new EstimatorChain<ITransformer>()
            .Append(mlContext.Transforms.Text.DetectUnlikelyText("Text", first.EnterModel(), new() { FalsePositiveRate = 0.1 })).Fit(texts);
        using MemoryStream file = new();
        mlContext.Model.Save(detector, texts.Schema, file);
        first.LeaveModel();
        return file.ToArray();
    }

    /// <summary>Saves an embedding transformer of another tiny model: the pipeline's has no hidden states.</summary>
    private static byte[] SaveEmbedding()
    {
        MLContext mlContext = new();
        IDataView texts = mlContext.Data.LoadFromEnumerable<Line>([]);
        using TransformerChain<EmbeddingTransformer> embedding = new EstimatorChain<ITransformer>()
            .Append(mlContext.Transforms.Text.EmbedText("Features", "Text", Path.Combine(AppContext.BaseDirectory, "data", "tiny.onnx"), new() { Measures = [LikelihoodMeasure.BitsPerCharacter] })).Fit(texts);
        using MemoryStream file = new();
        mlContext.Model.Save(embedding, texts.Schema, file);
        return file.ToArray();
    }

    /// <summary>Saves a classification and a tagging transformer.</summary>
    private static byte[] SaveLabels()
    {
        MLContext mlContext = new();
        IDataView texts = mlContext.Data.LoadFromEnumerable<Line>([]);
        using TransformerChain<TaggingTransformer> labels = new EstimatorChain<ITransformer>()
            .Append(mlContext.Transforms.Text.ClassifyText("Text", Path.Combine(AppContext.BaseDirectory, "data", "upper-or-lower.onnx")))
            .Append(mlContext.Transforms.Text.TagText("Text", Path.Combine(AppContext.BaseDirectory, "data", "word-ends.onnx"))).Fit(texts);
        using MemoryStream file = new();
        mlContext.Model.Save(labels, texts.Schema, file);
        return file.ToArray();
    }

    /// <summary>ML.NET's header of an entry whose part of ours has another length.</summary>
    private static byte[] Header(Entry entry, int length)
    {
        byte[] header = entry.Content[..HeaderLength];
        long added = length - entry.Part.Length;
        foreach (int place in (int[])[PartLengthPlace, 0x20, 0x30, 0x80, 0x88, 0x90]) // the others say where what follows begins
        {
            BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(place), BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(place)) + added);
        }

        return header;
    }

    private static (int Start, int Length) Settings(byte[] part)
    {
        int start = part.AsSpan().IndexOf("{\""u8);
        return (start, BitConverter.ToInt32(part, start - sizeof(int)));
    }

    /// <summary>A transformer's entry in a pipeline's file.</summary>
    private sealed record Entry(byte[] File, int Place, byte[] Content)
    {
        public byte[] Part => Content[HeaderLength..(HeaderLength + BitConverter.ToInt32(Content, PartLengthPlace))];
    }
}
