using System.Text;
using SegEdge.Fleet.Export;
using SegEdge.Testing;

namespace SegEdge.Fleet.Tests.Export;

public sealed class CsvLineTests
{
    private static readonly string[] Texts =
    [
        "plain", "=1+1", "+49 30", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "'quoted", "''", "a,b", "say \"hi\"", "two\r\nlines", "=HYPERLINK(\"http://x\",\"y\")", "", "Ä日本", "<script>alert(1)</script>", "a=b",
    ];

    [Fact]
    public void WhatIsWritten_IsReadBack()
    {
        var line = new CsvLine();
        var file = new StringBuilder();
        foreach (var text in Texts) line.Add(text);
        file.Append(line.End());
        foreach (var text in Texts.Reverse()) line.Add(text);
        file.Append(line.End());
        var rows = CsvReader.Read(file.ToString());
        Assert.Equal([Texts, [.. Texts.Reverse()]], rows.Select(row => row.Select(CsvReader.TextOf).ToArray()));
    }

    [Fact]
    public void NoText_BeginsAsAFormula()
    {
        var line = new CsvLine();
        foreach (var text in Texts) line.Add(text);
        var cells = CsvReader.Read(line.End()).Single();
        Assert.DoesNotContain(cells, cell => cell.Length > 0 && "=+-@\t\r\n".Contains(cell[0], StringComparison.Ordinal));
    }

    [Fact]
    public void NumbersAndTimes_StayWhatTheyAre()
    {
        var line = new CsvLine().Add(-0.25).Add((double?)null).Add(double.NaN).Add(true).Add((bool?)null).Add((DateTimeOffset?)new DateTimeOffset(2026, 5, 4, 12, 30, 0, TimeSpan.FromHours(2))).Add((string?)null);
        Assert.Equal("-0.25,,,true,,2026-05-04T10:30:00.000Z,\r\n", line.End());
    }
}
