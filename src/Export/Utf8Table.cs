namespace CharRnn.Export;

/// <summary><see cref="Utf8Progress"/> as a table for a graph: the place within a character that each byte leads to, from each place.</summary>
internal sealed class Utf8Table
{
    /// <summary>The place between two characters.</summary>
    public const int Start = 0;

    private const int Bytes = 256;

    private readonly List<Utf8Progress> places = [default];
    private readonly List<long> next = []; // [places, 256]; Start if the byte cannot come next
    private readonly List<double> masks = []; // [places, 256]; minus infinity if the byte cannot come next

    public static Utf8Table Build()
    {
        Utf8Table table = new();
        for (int place = 0; place < table.places.Count; place++)
        {
            for (int value = 0; value < Bytes; value++)
            {
                bool allowed = table.places[place].Allows((byte)value);
                table.masks.Add(allowed ? 0 : double.NegativeInfinity);
                table.next.Add(allowed ? table.FindAfter(table.places[place], (byte)value) : Start);
            }
        }

        return table;
    }

    /// <returns>The name of the next places, [places, 256].</returns>
    public string AddNext(GraphBuilder graph) => graph.Initializer("utf8.places", next.ToArray(), [places.Count, Bytes]);

    /// <returns>The name of the masks to add to logits, [places, 256].</returns>
    public string AddMasks(GraphBuilder graph) => graph.Initializer("utf8.masks", masks.ToArray(), places.Count, Bytes);

    private int FindAfter(Utf8Progress place, byte value)
    {
        place.Advance(value);
        place = place.IsComplete ? default : place;
        int known = places.FindIndex(other => other.Equals(place));
        if (known < 0)
        {
            places.Add(place);
            known = places.Count - 1;
        }

        return known;
    }
}
