/// <summary>A name to learn from or to judge.</summary>
internal class Name
{
    public string Text { get; set; } = "";

    /// <summary>Gets or sets whether a machine made it.</summary>
    public bool Label { get; set; }

    /// <summary>Gets or sets how the machine made it. It is empty for an ordinary name.</summary>
    public string Kind { get; set; } = "";
}

/// <summary>A name and a detector's opinion of it.</summary>
internal sealed class JudgedName : Name
{
    /// <summary>Gets or sets how odd it is, in the detector's own unit.</summary>
    public float Score { get; set; }

    public bool PredictedLabel { get; set; }

    /// <summary>Gets the label as a number, as ML.NET evaluates anomalies.</summary>
    public float IsMade => Label ? 1 : 0;
}
