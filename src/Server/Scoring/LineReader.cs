using System.Buffers;
using System.IO.Pipelines;

namespace CharRnn.Server;

/// <summary>Reads the lines of a body as they come.</summary>
/// <param name="reader">The body.</param>
/// <param name="maxLength">The greatest length of a line, in bytes.</param>
internal sealed class LineReader(PipeReader reader, int maxLength)
{
    private const int MostAtOnce = 1024; // lines

    private bool isSkipping; // the beginning of a line was dropped, because it is too long

    /// <summary>Waits for a line, and reads all that have come.</summary>
    /// <returns>The lines, null in the place of one that is too long; none at the end.</returns>
    public async Task<IReadOnlyList<byte[]?>> ReadAsync(CancellationToken cancellation)
    {
        List<byte[]?> lines = [];
        bool isEnd = false;
        while (lines.Count == 0 && !isEnd)
        {
            ReadResult result = await reader.ReadAsync(cancellation);
            ReadOnlySequence<byte> rest = result.Buffer;
            while (lines.Count < MostAtOnce && rest.PositionOf((byte)'\n') is { } end)
            {
                Add(lines, rest.Slice(0, end));
                rest = rest.Slice(rest.GetPosition(1, end));
            }

            bool hasMore = lines.Count == MostAtOnce;
            isEnd = result.IsCompleted && !hasMore;
            rest = hasMore ? rest : AfterLines(lines, rest, isEnd);
            reader.AdvanceTo(rest.Start, hasMore ? rest.Start : rest.End);
        }

        return lines;
    }

    /// <returns>What to keep of a line whose end has not come.</returns>
    private ReadOnlySequence<byte> AfterLines(List<byte[]?> lines, ReadOnlySequence<byte> rest, bool isEnd)
    {
        if (isEnd && (isSkipping || rest.Length > 0))
        {
            Add(lines, rest); // the last line has no end
            return rest.Slice(rest.End);
        }

        isSkipping |= rest.Length > maxLength;
        return isSkipping ? rest.Slice(rest.End) : rest;
    }

    private void Add(List<byte[]?> lines, ReadOnlySequence<byte> line)
    {
        lines.Add(isSkipping || line.Length > maxLength ? null : line.ToArray());
        isSkipping = false;
    }
}
