using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace CharRnn.Trainer.Tests;

/// <summary>A scalar (<paramref name="Value"/>) or a text of an event file.</summary>
internal sealed record TensorBoardEvent(long Step, string Tag, float Value, string Text);

/// <summary>
/// Reads event files by their specification: records of TensorFlow's TFRecord format, each an Event of event.proto in protobuf's wire format.
/// </summary>
internal static class EventFileReader
{
    /// <summary>The events of a folder's files in the order in which they were written.</summary>
    public static TensorBoardEvent[] ReadFolder(string folder) => [.. Directory.GetFiles(folder).Order(StringComparer.Ordinal).SelectMany(Read)];

    /// <summary>The events of a file after the first, which is its version.</summary>
    public static TensorBoardEvent[] Read(string path)
    {
        byte[][] records = [.. Records(File.ReadAllBytes(path))];
        Assert.AreEqual("brain.Event:2", Encoding.UTF8.GetString(One(records[0], 3)));
        return [.. records[1..].Select(ParseEvent)];
    }

    public static uint Crc32C(ReadOnlySpan<byte> bytes)
    {
        uint crc = ~0u;
        foreach (byte value in bytes)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return ~crc;
    }

    private static IEnumerable<byte[]> Records(byte[] file)
    {
        for (int offset = 0; offset < file.Length;)
        {
            byte[] length = Take(8);
            AssertMasked(length, Take(4));
            byte[] record = Take((int)BinaryPrimitives.ReadUInt64LittleEndian(length));
            AssertMasked(record, Take(4));
            yield return record;

            byte[] Take(int count) => file[offset..(offset += count)];
        }
    }

    private static void AssertMasked(byte[] bytes, byte[] checksum) =>
        Assert.AreEqual(BitOperations.RotateRight(Crc32C(bytes), 15) + 0xa282ead8u, BinaryPrimitives.ReadUInt32LittleEndian(checksum));

    // Event: 1 wall_time, 2 step, 5 summary. Summary: 1 value. Value: 1 tag, 2 simple_value, 8 tensor. TensorProto: 8 string_val.
    private static TensorBoardEvent ParseEvent(byte[] record)
    {
        double seconds = BitConverter.ToDouble(One(record, 1));
        Assert.IsInRange(0, 3600, (DateTimeOffset.UtcNow - DateTimeOffset.FromUnixTimeSeconds((long)seconds)).TotalSeconds);
        byte[] value = One(One(record, 5), 1);
        long step = Fields(record).Where(field => field.Number == 2).Select(field => (long)BinaryPrimitives.ReadUInt64LittleEndian(field.Content)).SingleOrDefault();
        float number = Fields(value).Any(field => field.Number == 2) ? BitConverter.ToSingle(One(value, 2)) : float.NaN;
        string text = Fields(value).Any(field => field.Number == 8) ? Encoding.UTF8.GetString(One(One(value, 8), 8)) : "";
        return new TensorBoardEvent(step, Encoding.UTF8.GetString(One(value, 1)), number, text);
    }

    private static byte[] One(byte[] message, int number) => Fields(message).Single(field => field.Number == number).Content;

    private static IEnumerable<(int Number, byte[] Content)> Fields(byte[] message)
    {
        for (int offset = 0; offset < message.Length;)
        {
            ulong key = Varint();
            byte[] content = (key & 7) switch
            {
                0 => BitConverter.GetBytes(Varint()),
                1 => Take(8),
                2 => Take((int)Varint()),
                5 => Take(4),
                _ => throw new InvalidDataException($"Wire type {key & 7}."),
            };
            yield return ((int)(key >> 3), content);

            byte[] Take(int count) => message[offset..(offset += count)];

            ulong Varint()
            {
                ulong result = 0;
                for (int shift = 0; ; shift += 7)
                {
                    byte next = message[offset++];
                    result |= (ulong)(next & 0x7f) << shift;
                    if (next < 0x80)
                    {
                        return result;
                    }
                }
            }
        }
    }
}
