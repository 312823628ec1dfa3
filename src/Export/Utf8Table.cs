namespace CharRnn.Export;

/// <summary><see cref="Utf8Progress"/> as a table, for a graph: where each byte leads from each place within a character.</summary>
internal sealed class Utf8Table
{
    /// <summary>The place between two characters.</summary>
    public const int Start = 0;

    private const int Bytes = 256;

    private readonly List<Utf8Progress> places = [default];
    private readonly List<long> next = []; // [places, 256]; the start where a byte cannot come
    private readonly List<double> masks = []; // [places, 256]; minus infinity where a byte cannot come

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

    /// <returns>Name of the places that follow, [places, 256].</returns>
    public string AddNext(GraphBuilder graph) => graph.Initializer("utf8.places", next.ToArray(), [places.Count, Bytes]);

    /// <returns>Name of what is added to logits, [places, 256].</returns>
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
