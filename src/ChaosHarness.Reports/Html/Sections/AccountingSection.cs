using ChaosHarness.Checking;

namespace ChaosHarness.Reports.Html.Sections;

/// <summary>What became of every write.</summary>
internal static class AccountingSection
{
    public static void Write(HtmlText page, ReportModel model)
    {
        if (model.Measured.Accounts.Count == 0)
        {
            page.Add($"<p>No checker accounted for writes.</p>\n");
            return;
        }

        Tables.Begin(
            page, "", "Load", "#Acknowledged", "#Kept", "#Lost", "#Duplicated", "#Resurrected", "#Unexpected",
            "#Unknown outcome, found", "#Unknown outcome, absent", "Evidence");
        foreach (Accounting account in model.Measured.Accounts)
            WriteAccount(page, model, account);
        Tables.End(page);
        page.Add($"""
            <p class="small">Kept and lost add up to acknowledged. Resurrected: surely not done and found all the
            same, or vanished and back again. Unexpected: found, and nobody wrote it. Unknown outcome: the client could
            not know; found or absent, both are correct.</p>

            """);
    }

    private static void WriteAccount(HtmlText page, ReportModel model, Accounting account)
    {
        string lostBetween = account.LostBetween is var (from, to)
            ? $"lost ones written {model.Offset(from)} to {model.Offset(to)}"
            : "";
        Tables.Row(
            page, Tables.Noted(account.Load, lostBetween), Count(account.Acknowledged), Count(account.Kept),
            Cell.Bad(account.Lost), Cell.Bad(account.Duplicated), Cell.Bad(account.Resurrected),
            Cell.Bad(account.Unexpected), Count(account.IndeterminateFound), Count(account.IndeterminateAbsent),
            model.Places.Links(account.Evidence));
        var servers = account.ByServer.OrderBy(s => s.Key, StringComparer.Ordinal);
        foreach ((string server, (int acknowledged, int lost)) in servers)
        {
            Tables.StyledRow(
                page, "sub", $"acknowledged by {server}", Count(acknowledged), Count(acknowledged - lost),
                Cell.Bad(lost), "", "", "", "", "", "");
        }
    }

    private static Cell Count(int value) => Cell.Number(Format.Count(value));
}
