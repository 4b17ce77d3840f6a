using System.CommandLine;
using SegEdge.EdgeHost.Evaluation.Reports;

namespace SegEdge.EdgeHost.Cli;

/// <summary><c>segedge study-report</c>: tables and figures from what <c>evaluate-explanations</c> measured, without measuring anything.</summary>
internal static class StudyReportCommand
{
    public static Command Create()
    {
        var folders = new Argument<DirectoryInfo[]>("DIR") { Description = "Folders that hold measurements.csv, streaming.csv or shortcut.csv, at any depth. A map measured twice counts as the first says.", Arity = ArgumentArity.OneOrMore };
        var output = new Option<DirectoryInfo?>("--out", "-o") { Description = "Folder for report.md and its figures.", HelpName = "DIR" };
        var into = new Option<FileInfo?>("--into") { Description = "Instead of --out: a Markdown file whose marked sections are filled; figures go to 'figures' in the first folder.", HelpName = "FILE" };
        var command = new Command("study-report", "Make tables and figures of one or several studies from their measurements.") { folders, output, into };
        command.Act((parsed, stopping) => parsed.GetValue(output) is { } folder && parsed.GetValue(into) is null ? WriteAsync(new StudyFolders(parsed.GetRequiredValue(folders)), folder, stopping)
            : parsed.GetValue(into) is { } file && parsed.GetValue(output) is null ? FillAsync(parsed.GetRequiredValue(folders), file, stopping)
            : throw new UsageException("study-report: expected one of --out DIR and --into FILE."));
        return command;
    }

    private static async Task WriteAsync(StudyFolders studies, DirectoryInfo folder, CancellationToken stopping)
    {
        folder.Create();
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "report.md"), StudySections.Document(StudySections.Of(studies, ".")), stopping).ConfigureAwait(false);
        await DrawAsync(studies, folder, stopping).ConfigureAwait(false);
        Console.WriteLine($"report: {Path.Combine(folder.FullName, "report.md")}");
    }

    private static async Task FillAsync(DirectoryInfo[] folders, FileInfo file, CancellationToken stopping)
    {
        if (!file.Exists) throw new UsageException($"--into {file}: no such file.");
        var studies = new StudyFolders(folders);
        var figures = new DirectoryInfo(Path.Combine(folders[0].FullName, "figures"));
        var named = Path.GetRelativePath(file.DirectoryName!, figures.FullName).Replace('\\', '/');
        var filled = GeneratedText.Fill(await File.ReadAllTextAsync(file.FullName, stopping).ConfigureAwait(false), file.FullName, StudySections.Of(studies, named));
        await DrawAsync(studies, figures, stopping).ConfigureAwait(false);
        await File.WriteAllTextAsync(file.FullName, filled, stopping).ConfigureAwait(false);
    }

    private static async Task DrawAsync(StudyFolders studies, DirectoryInfo folder, CancellationToken stopping)
    {
        folder.Create();
        foreach (var (name, svg) in StudyFigures.Of(studies)) await File.WriteAllTextAsync(Path.Combine(folder.FullName, name), svg, stopping).ConfigureAwait(false);
    }
}
