namespace SegEdge.EdgeHost.Exports;

/// <summary>Names of files made of ids, which are what devices say they are.</summary>
internal static class SafeName
{
    // A site and a device of the contract, and what is between them.
    private const int Longest = 130;

    /// <summary>Letters, digits, dash and underscore alone: no folder, no hidden file, no name that a system keeps for itself, nothing that a header or a shell reads.</summary>
    public static string Of(string text)
    {
        var name = string.Concat(text.Take(Longest).Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '_'));
        return name.Length == 0 || name[0] == '-' ? "_" + name : name;
    }

    /// <summary>The name, or where another text has it already, the name with a number.</summary>
    public static string Of(string text, IDictionary<string, string> textOf)
    {
        var name = Of(text);
        var free = name;
        // Systems that do not tell large from small letters must not write one over the other.
        for (var i = 2; textOf.TryGetValue(free.ToUpperInvariant(), out var other) && other != text; i++) free = FormattableString.Invariant($"{name}-{i}");
        textOf[free.ToUpperInvariant()] = text;
        return free;
    }
}
