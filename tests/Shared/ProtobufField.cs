using System.Text;

namespace CharRnn.Tests;

/// <summary>Fields of protobuf messages, to add to ONNX files. A parser adds a second graph of a model to the first.</summary>
internal static class ProtobufField
{
    public static byte[] Of(int number, string text) => Of(number, Encoding.UTF8.GetBytes(text));

    public static byte[] Of(int number, byte[] content) => [.. Varint(((ulong)number << 3) | 2), .. Varint((ulong)content.Length), .. content];

    public static byte[] Of(int number, long value) => [.. Varint((ulong)number << 3), .. Varint((ulong)value)];

    private static byte[] Varint(ulong value) => value < 0x80 ? [(byte)value] : [(byte)(value | 0x80), .. Varint(value >> 7)];
}
