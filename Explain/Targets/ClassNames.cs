namespace SegEdge.Explain;

internal static class ClassNames
{
    /// <summary>The name, or "class 7" where the list is too short: a class map can hold an index that nobody named.</summary>
    public static string Of(IReadOnlyList<string> classes, int index) =>
        index >= 0 && index < classes.Count ? classes[index] : $"class {index}";

    public static int IndexOf(IReadOnlyList<string> classes, string name)
    {
        for (var i = 0; i < classes.Count; i++)
            if (classes[i].Equals(name, StringComparison.OrdinalIgnoreCase)) return i;
        return -1;
    }
}
