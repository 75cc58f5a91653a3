@echo off
rem Finds a CPython 3.11.5 to 3.13 and hands over to install.py.
setlocal
chcp 65001 >nul
rem The py of the Python install manager is not to fetch one.
set "PYTHON_MANAGER_AUTOMATIC_INSTALL=false"
set "HERE=%~dp0"
set "CHECK=import sys; sys.exit(not (3, 11, 5) <= sys.version_info[:3] < (3, 14))"
if exist "%HERE%python\windows\python.exe" goto beside
for %%V in (3.13 3.12 3.11) do (
    py -%%V -c "%CHECK%" >nul 2>nul && (
        py -%%V -B "%HERE%install.py" --remove
        goto done
    )
)
python -c "%CHECK%" >nul 2>nul || goto missing
python -B "%HERE%install.py" --remove
goto done
:beside
"%HERE%python\windows\python.exe" -B "%HERE%install.py" --remove
goto done
:missing
echo May chua co Python 3.11, 3.12 hoac 3.13.
echo De nghi nguoi lam bo cai dat lam lai bo cai co kem Python roi chay lai.
pause
exit /b 1
:done
set "CODE=%ERRORLEVEL%"
pause
exit /b %CODE%
