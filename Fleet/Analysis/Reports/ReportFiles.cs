using System.Globalization;
using System.Text;

namespace SegEdge.Fleet.Analysis.Reports;

/// <summary>A report on the disk: <c>report.md</c> with <c>frames/</c>, <c>report.html</c>, which needs neither, and <c>slices.csv</c>.</summary>
public static class ReportFiles
{
    public static async Task WriteAsync(FleetReport report, DirectoryInfo folder, CancellationToken stopping = default)
    {
        folder.Create();
        var blocks = ReportContent.Of(report);
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "report.md"), MarkdownWriter.Write(blocks), stopping).ConfigureAwait(false);
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "report.html"), HtmlWriter.Write("Weak-spot report", blocks), stopping).ConfigureAwait(false);
        var pictures = blocks.OfType<Gallery>().SelectMany(gallery => gallery.Pictures).DistinctBy(picture => picture.Name).ToArray();
        if (pictures.Length > 0)
        {
            var frames = folder.CreateSubdirectory(MarkdownWriter.PictureFolder);
            foreach (var picture in pictures) await File.WriteAllBytesAsync(Path.Combine(frames.FullName, Path.GetFileName(picture.Name)), picture.Bytes, stopping).ConfigureAwait(false);
        }

        await using var csv = new StreamWriter(Path.Combine(folder.FullName, "slices.csv"), append: false, new UTF8Encoding(false));
        await csv.WriteLineAsync("class,camera,hour_utc,rule,model_version,events,camera_hours,flags_per_camera_hour,reviewed,confirmed,confirm_rate,confirm_low,confirm_high,low_margin_share,context_share,untrusted_share").ConfigureAwait(false);
        foreach (var row in SliceTable.Finest(report.Reading.Counts, report.Options.MinCount)) await csv.WriteLineAsync(Line(row)).ConfigureAwait(false);
    }

    private static string Line(SliceRow row) => string.Join(',',
        Cell(row.Slice.Class), Cell(row.Slice.Camera), row.Slice.Hour?.ToString(CultureInfo.InvariantCulture), Cell(row.Slice.Rule), Cell(row.Slice.Version),
        row.Tally.Events.ToString(CultureInfo.InvariantCulture), row.CameraHours.ToString(CultureInfo.InvariantCulture), Number(row.FlagRate),
        row.Tally.Reviewed.ToString(CultureInfo.InvariantCulture), row.Tally.Confirmed.ToString(CultureInfo.InvariantCulture), Number(row.ConfirmRate), Number(row.ConfirmInterval.Low), Number(row.ConfirmInterval.High),
        Number(row.LowMarginShare), Number(row.ContextShare), Number(row.UntrustedShare));

    private static string Number(double? number) => number?.ToString("0.####", CultureInfo.InvariantCulture) ?? "";

    // Names come from devices. A leading = + - @ would make a formula of a name in a spreadsheet.
    private static string Cell(string? text)
    {
        var safe = text is ['=' or '+' or '-' or '@', ..] ? "'" + text : text ?? "";
        return safe.AsSpan().IndexOfAny(",\"\r\n") < 0 ? safe : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
