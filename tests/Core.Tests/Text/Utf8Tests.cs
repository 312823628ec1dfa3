using System.Buffers;
using System.Text;

namespace CharRnn.Core.Tests;

[TestClass]
public sealed class Utf8Tests
{
    [TestMethod]
    public void Progress_allows_every_scalar_and_is_complete_after_each()
    {
        Span<byte> bytes = stackalloc byte[4];
        for (int codePoint = 0; codePoint <= 0x10FFFF; codePoint++)
        {
            if (!Rune.IsValid(codePoint))
            {
                continue;
            }

            Utf8Progress progress = default;
            int length = new Rune(codePoint).EncodeToUtf8(bytes);
            for (int i = 0; i < length; i++)
            {
                if (progress.IsComplete != (i == 0) || !progress.Allows(bytes[i]))
                {
                    Assert.Fail($"U+{codePoint:X4}: byte {i} is not allowed, or comes too late.");
                }

                progress.Advance(bytes[i]);
            }

            if (!progress.IsComplete)
            {
                Assert.Fail($"U+{codePoint:X4} does not end.");
            }
        }
    }

    [TestMethod]
    public void Progress_allows_nothing_that_the_decoder_of_the_framework_refuses()
    {
        for (int first = 0; first < 256; first++)
        {
            Utf8Progress progress = default;
            Assert.AreEqual(Rune.DecodeFromUtf8([(byte)first], out _, out _) != OperationStatus.InvalidData, progress.Allows((byte)first), $"{first:X2}");
            if (!progress.Allows((byte)first))
            {
                Assert.ThrowsExactly<ArgumentException>(() => progress.Advance((byte)first));
                continue;
            }

            progress.Advance((byte)first);
            for (int second = 0; !progress.IsComplete && second < 256; second++)
            {
                bool expected = Rune.DecodeFromUtf8([(byte)first, (byte)second], out _, out _) != OperationStatus.InvalidData;
                Assert.AreEqual(expected, progress.Allows((byte)second), $"{first:X2} {second:X2}");
            }
        }
    }

    [TestMethod]
    public void Invalid_utf8_is_refused_with_the_byte_offset()
    {
        byte[] text = [.. "naïve "u8, 0xE9, .. "t"u8];
        Assert.AreEqual(
            "f.txt is not UTF-8: byte 0xE9 at byte offset 7 is invalid there. Convert the file, or replace invalid bytes.",
            Assert.ThrowsExactly<InvalidTextException>(() => Utf8Text.Check(text, "f.txt")).Message);
        Assert.AreEqual("naïve \uFFFDt", Encoding.UTF8.GetString(Utf8Text.Check(text, "f.txt", replaceInvalid: true).Span));
    }

    [TestMethod]
    public void A_binary_file_is_refused_with_the_byte_offset() =>
        Assert.AreEqual(
            "f.bin is binary, not text: it has a NUL at byte offset 2.",
            Assert.ThrowsExactly<InvalidTextException>(() => Utf8Text.Check(new byte[] { 1, 2, 0, 3 }, "f.bin")).Message);

    [TestMethod]
    public void A_byte_order_mark_is_dropped_and_line_ends_are_kept() =>
        Assert.AreEqual("a\r\nb", Encoding.UTF8.GetString(Utf8Text.Check((byte[])[0xEF, 0xBB, 0xBF, .. "a\r\nb"u8], "f").Span));

    [TestMethod]
    [DataRow("", 0)]
    [DataRow("\n", 1)]
    [DataRow("a", 1)]
    [DataRow("a\nb", 2)]
    [DataRow("a\r\nb\n", 2)]
    [DataRow("\uFEFFé\n\n😀", 3)]
    public void Lines_are_those_of_the_framework(string text, int count)
    {
        List<string> expected = [];
        using StringReader reader = new(text.TrimStart('\uFEFF'));
        while (reader.ReadLine() is { } line)
        {
            expected.Add(line);
        }

        string[] lines = [.. Utf8Text.ReadLines(new MemoryStream(Encoding.UTF8.GetBytes(text)), "f")];
        CollectionAssert.AreEqual(expected, lines);
        Assert.HasCount(count, lines);
    }

    [TestMethod]
    public void Lines_longer_than_the_buffer_come_whole()
    {
        string text = string.Join('\n', Enumerable.Range(1, 20).Select(i => new string((char)('a' + i), i * 20_000)));
        CollectionAssert.AreEqual(text.Split('\n'), Utf8Text.ReadLines(new MemoryStream(Encoding.UTF8.GetBytes(text)), "f").ToArray());
    }

    [TestMethod]
    public void A_bad_line_is_refused_with_the_offset_in_the_stream()
    {
        byte[] text = [.. Encoding.UTF8.GetBytes(new string('x', 100_000) + "\nab"), 0xFF, (byte)'\n'];
        InvalidTextException exception = Assert.ThrowsExactly<InvalidTextException>(() => Utf8Text.ReadLines(new MemoryStream(text), "f").Count());
        StringAssert.StartsWith(exception.Message, "Line 2 of f is not UTF-8: byte 0xFF at byte offset 100003 is invalid there.");
    }

    [TestMethod]
    public void A_line_without_end_is_refused_before_it_fills_the_memory()
    {
        InvalidTextException exception = Assert.ThrowsExactly<InvalidTextException>(() => Utf8Text.ReadLines(new EndlessStream(), "f").Count());
        StringAssert.StartsWith(exception.Message, "Line 1 of f, at byte offset 0, has more than 16777216 bytes, the longest allowed.");
    }

    [TestMethod]
    public void A_bad_line_comes_with_its_problem_and_the_next_lines_come_too()
    {
        byte[] text = [.. "ab\ncaf"u8, 0xE9, (byte)'\n', .. Enumerable.Repeat((byte)'x', 20_000_000), .. "\nn\0ul\nend"u8];
        TextLine[] lines = [.. new Utf8LineReader(new MemoryStream(text), "f").ReadAll()];
        CollectionAssert.AreEqual((string[])["ab", "caf\uFFFD", "", "n\0ul", "end"], lines.Select(line => line.Text).ToArray());
        CollectionAssert.AreEqual(
            (string?[])
            [
                null,
                "Line 2 of f is not UTF-8: byte 0xE9 at byte offset 6 is invalid there. Convert the file, or replace invalid bytes.",
                "Line 3 of f, at byte offset 8, has more than 16777216 bytes, the longest allowed.",
                "Line 4 of f is binary, not text: it has a NUL at byte offset 20000010.",
                null,
            ],
            lines.Select(line => line.Problem).ToArray());
        Assert.IsNull(new Utf8LineReader(new MemoryStream([0xE9]), "f", replaceInvalid: true).ReadAll().Single().Problem);
    }

    [TestMethod]
    [DataRow("utf-16", true)]
    [DataRow("utf-16BE", true)]
    [DataRow("utf-32", true)]
    [DataRow("utf-32BE", true)]
    [DataRow("utf-16", false)]
    [DataRow("utf-16BE", false)]
    public void Utf16_and_utf32_are_named(string name, bool hasMark)
    {
        Encoding encoding = Encoding.GetEncoding(name);
        byte[] text = [.. hasMark ? encoding.GetPreamble() : [], .. encoding.GetBytes("The cat\nsees 月亮.\n")];
        string expected = $"f is {name[..6].ToUpperInvariant()}";
        string whole = Assert.ThrowsExactly<InvalidTextException>(() => Utf8Text.Check(text, "f", replaceInvalid: true)).Message;
        StringAssert.StartsWith(whole, expected);
        StringAssert.Contains(whole, "Convert it, for example with iconv -f UTF-");
        Assert.AreEqual(whole, Assert.ThrowsExactly<InvalidTextException>(() => Utf8Text.ReadLines(new MemoryStream(text), "f").Count()).Message);
    }

    [TestMethod]
    public void Binary_files_are_not_taken_for_utf16()
    {
        foreach (byte[] bytes in (byte[][])[[1, 0, 2, 0, 3, 0], [.. "ab\0cd\0"u8], [.. "name\0"u8, 0, 0, 0], [0, 0, 0, 0]])
        {
            Assert.IsNull(WideEncoding.Describe(bytes, "f"), Convert.ToHexString(bytes));
        }
    }

    private sealed class EndlessStream : MemoryStream
    {
        public override int Read(byte[] buffer, int offset, int count)
        {
            buffer.AsSpan(offset, count).Fill((byte)'x');
            return count;
        }
    }
}
