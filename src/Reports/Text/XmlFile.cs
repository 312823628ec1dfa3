using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace CharRnn.Reports;

/// <summary>Writes a picture or a page, so that markup can only come from our own elements, never from a text.</summary>
internal static class XmlFile
{
    private static readonly XmlWriterSettings Settings = new()
    {
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        OmitXmlDeclaration = true,
        Indent = true,
        NewLineChars = "\n",
        CloseOutput = false,
    };

    /// <exception cref="CharRnnException">It cannot be written.</exception>
    public static void Write(string path, XNode content) => AtomicFile.Write(path, stream =>
    {
        using XmlWriter writer = XmlWriter.Create(stream, Settings);
        content.WriteTo(writer);
    });
}
