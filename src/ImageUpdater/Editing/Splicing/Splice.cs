namespace ImageAutomation.ImageUpdater.Editing.Splicing;

/// <summary>Bytes that take the place of others.</summary>
internal readonly record struct Splice(int Start, int Length, byte[] Text)
{
    /// <summary>Applies splices that ascend and do not overlap.</summary>
    public static byte[] Apply(byte[] data, List<Splice> splices)
    {
        var result = new byte[data.Length + splices.Sum(s => s.Text.Length - s.Length)];
        var from = 0;
        var to = 0;
        foreach (var splice in splices)
        {
            data.AsSpan(from, splice.Start - from).CopyTo(result.AsSpan(to));
            to += splice.Start - from;
            splice.Text.CopyTo(result.AsSpan(to));
            to += splice.Text.Length;
            from = splice.Start + splice.Length;
        }

        data.AsSpan(from).CopyTo(result.AsSpan(to));
        return result;
    }
}
