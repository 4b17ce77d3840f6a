using System.Text;

namespace SegEdge.EdgeHost.Evaluation.Reports;

/// <summary>Rows under titles.</summary>
internal sealed class MarkdownTable(params IEnumerable<string> titles)
{
    private readonly string[] _titles = [.. titles];
    private readonly List<string[]> _rows = [];

    public void Add(params IEnumerable<string> cells) => _rows.Add([.. cells]);

    /// <returns>Ends with an empty line; nothing where there are no rows.</returns>
    public override string ToString()
    {
        if (_rows.Count == 0) return "";
        var text = new StringBuilder();
        foreach (var row in _rows.Prepend([.. _titles.Select(_ => "---")]).Prepend(_titles)) text.Append("| ").AppendJoin(" | ", row).Append(" |\n");
        return text.Append('\n').ToString();
    }
}
